"""The ways by which a case comes in."""

CHANNELS = ("web", "api", "phone", "counter", "letter", "email", "sms", "wechat", "app", "open311")
TAKEN_OVER_CHANNELS = ("council_office", "driver_report")  # only cases of earlier systems came in so
