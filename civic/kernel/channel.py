"""The ways by which a case comes in."""

CHANNELS = ("web", "api", "phone", "counter", "letter", "email", "sms", "wechat", "app", "open311")
TAKEN_DOWN_CHANNELS = ("counter", "phone", "letter")  # somebody brings it, an office writes it down
TAKEN_OVER_CHANNELS = ("council_office", "driver_report")  # only cases of earlier systems came in so
