"""The budget of spend.yaml."""

from mistakes import GONE, Mistake
from rules.spend import BUDGET, NOTIFICATIONS

MISTAKES: list[Mistake] = [
    ("budget-has-a-limit", f"{BUDGET}.Budget.BudgetLimit", GONE),
    ("budget-has-a-limit", f"{BUDGET}.Budget.TimeUnit", "ANNUALLY"),
    ("budget-warns-of-the-actual", f"{NOTIFICATIONS}.0.Notification.Threshold", 500),
    ("budget-warns-of-the-actual", f"{NOTIFICATIONS}.0.Subscribers", []),
    ("budget-warns-of-the-forecasted", f"{NOTIFICATIONS}.1", GONE),
    ("budget-warns-twice", f"{NOTIFICATIONS}.2", {"Notification": {}, "Subscribers": [{"SubscriptionType": "SNS", "Address": "else"}]}),
    ("budget-warns-of-the-forecasted", f"{NOTIFICATIONS}.1.Subscribers", []),
]
