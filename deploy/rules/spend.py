"""Of spend.yaml: the account's budget, and who hears of it in time."""

from rules import Rule, equal

BUDGET = "Resources.Budget.Properties"
NOTIFICATIONS = f"{BUDGET}.NotificationsWithSubscribers"
OPERATOR = [{"SubscriptionType": "EMAIL", "Address": {"Ref": "OperatorEmail"}}]
MONTHLY = {"BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": {"Ref": "MonthlyBudgetUsd"}, "Unit": "USD"}}


def warning(place: int, kind: str, percent: int) -> Rule:
    when = {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": percent, "ThresholdType": "PERCENTAGE"}
    return equal(f"budget-warns-of-the-{kind.lower()}", f"{NOTIFICATIONS}.{place}", {"Notification": when, "Subscribers": OPERATOR})


RULES = [
    equal("budget-is-a-budget", "Resources.Budget.Type", "AWS::Budgets::Budget"),
    equal("budget-has-a-limit", f"{BUDGET}.Budget", MONTHLY),
    warning(0, "ACTUAL", 80),
    warning(1, "FORECASTED", 100),
    equal("budget-warns-twice", f"{NOTIFICATIONS}.2", None),
    equal("budget-is-small", "Parameters.MonthlyBudgetUsd.Default", 10),
    equal("budget-is-a-number", "Parameters.MonthlyBudgetUsd.Type", "Number"),
    equal("budget-is-not-nothing", "Parameters.MonthlyBudgetUsd.MinValue", 1),
    equal("budget-operator-is-an-address", "Parameters.OperatorEmail.AllowedPattern", r"^[^@\s]+@[^@\s]+$"),
    equal("budget-operator-is-a-text", "Parameters.OperatorEmail.Type", "String"),
]
