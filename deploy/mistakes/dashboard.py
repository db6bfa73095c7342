"""What is drawn."""

from mistakes import Mistake
from template import load

BODY = "Resources.Dashboard.Properties.DashboardBody.Fn::Sub"
DRAWN = load("template.yaml")["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]


def instead(old: str, new: str) -> str:
    assert old in DRAWN, old
    return DRAWN.replace(old, new, 1)


MISTAKES: list[Mistake] = [
    ("dashboard-shows-every-alarm", BODY, instead('"${FailedMessagesAlarm.Arn}", ', "")),
    ("dashboard-shows-every-alarm", BODY, '{"widgets": []}'),
    ("dashboard-shows-what-it-says", BODY, instead('"region": "${AWS::Region}"', '"region": "eu-west-1"')),
    ("dashboard-shows-what-it-says", BODY, instead('"stat": "Maximum"', '"stat": "Average"')),
    ("dashboard-shows-what-it-says", BODY, instead('"${BounceFunction}"', '"${HttpFunction}"')),
    ("dashboard-shows-what-it-says", BODY, instead('"ApiId"', '"ApiName"')),
    ("dashboard-panels-stand-apart", BODY, instead('"x": 8, "y": 3', '"x": 0, "y": 3')),
    ("dashboard-panels-stand-apart", BODY, instead('"width": 24', '"width": 25')),
    ("numbers-are-those-that-somebody-counts", BODY, instead('"OldestUndeliveredSeconds"', '"OldestUndelivered"')),
]
