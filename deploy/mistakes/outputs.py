"""What the stack tells."""

from mistakes import GONE, Mistake

MISTAKES: list[Mistake] = [
    ("outputs-are-as-listed", "Outputs.Office", {"Value": {"Ref": "Coordinators"}}),
    ("outputs-are-as-listed", "Outputs.TableName.Export", {"Name": "table"}),
    ("outputs-hold-no-secret", "Outputs.Secret", {"Value": {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}}),
    ("outputs-are-as-listed", "Outputs.SiteBucketName", GONE),
    ("outputs-are-as-listed", "Outputs.TableName.Value", {"Fn::GetAtt": "Table.Arn"}),
    ("outputs-are-as-listed", "Outputs.DistributionId.Value", {"Ref": "NotFoundDistribution"}),
    ("outputs-are-as-listed", "Outputs.HashSecretName.Value", {"Ref": "OriginSecret"}),
    ("outputs-are-as-listed", "Outputs.NextSmtp.Condition", "UsesSes"),
    ("outputs-are-as-listed", "Outputs.NextUpload.Description", GONE),
]
