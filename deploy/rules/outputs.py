"""What the stack tells: the scripts read it, and the engineer does what it says. All who may see the stack may read it."""

from collections.abc import Iterator

from rules import holds
from template import at

MAIL_RECORDS = " ; ".join(f"${{MailIdentity.DkimDNSTokenName{n}}} CNAME ${{MailIdentity.DkimDNSTokenValue{n}}}" for n in (1, 2, 3))
CONSOLE = "https://${AWS::Region}.console.aws.amazon.com"
SITE = [{"Fn::Sub": "https://${SiteDomain}/"}, {"Fn::Sub": "https://${Distribution.DomainName}/"}]

# Output: what it tells, and the condition under which it does.
OUTPUTS = {
    "SiteUrl": ({"Fn::If": ["HasDomain", *SITE]}, None),
    "NextUpload": ({"Fn::Sub": "deploy/upload --stack ${AWS::StackName}"}, None),
    "NextMailDns": ({"Fn::Sub": MAIL_RECORDS}, "UsesSes"),
    "NextSmtp": ({"Ref": "SmtpSecret"}, "UsesSmtp"),
    "NextSandbox": ({"Fn::Sub": CONSOLE + "/ses/home?region=${AWS::Region}#/account"}, "UsesSes"),
    "NextAlarms": ({"Ref": "OperatorEmail"}, None),
    "NextDomain": ({"Fn::GetAtt": "Distribution.DomainName"}, None),
    "DashboardUrl": ({"Fn::Sub": CONSOLE + "/cloudwatch/home?region=${AWS::Region}#dashboards:name=${AWS::StackName}"}, None),
    "SiteBucketName": ({"Ref": "SiteBucket"}, None),
    "DistributionId": ({"Ref": "Distribution"}, None),
    "TableName": ({"Ref": "Table"}, None),
    "HashSecretName": ({"Ref": "HashSecret"}, None),
}


@holds("outputs-are-as-listed")
def listed(template: dict) -> Iterator[str]:
    for name in sorted(OUTPUTS.keys() | template["Outputs"].keys()):
        output = at(template, f"Outputs.{name}") or {}
        found = output.get("Value"), output.get("Condition")
        if found != OUTPUTS.get(name, (None, None)):
            yield f"{name} tells {found!r}"
        if output.keys() - {"Description", "Value", "Condition"}:
            yield f"{name} is exported, and then cannot change"
        if not output.get("Description"):
            yield f"{name} does not say what it is for"


@holds("outputs-hold-no-secret")
def no_secret(template: dict) -> Iterator[str]:
    for name, output in template["Outputs"].items():
        if "resolve:" in str(output):
            yield f"{name} writes a secret out"


RULES = [listed, no_secret]
