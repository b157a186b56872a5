"""Read tables beside the list of cases: where open ones are looked for, and how many support each."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

open_places = Table(
    "open_places",
    metadata,
    Column("city", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("spot", Text, primary_key=True, comment="a square of the grid, or a part of the city"),
    Column("filed_at", BigInteger, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("latitude", Integer),
    Column("longitude", Integer),
    sqlite_with_rowid=False,
)

case_supporters = Table(
    "case_supporters",
    metadata,
    Column("number", Text, primary_key=True),
    Column("people", Integer, nullable=False),
)

case_thanks = Table(
    "case_thanks",
    metadata,
    Column("number", Text, primary_key=True),
    Column("city", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("department", Text, nullable=False, comment="that settled the case"),
    Column("district", Text),
    Column("thanked_at", BigInteger, nullable=False),
    Index("case_thanks_department", "city", "department", "thanked_at"),
)

area_followings = Table(
    "area_followings",
    metadata,
    Column("following", Text, primary_key=True),
    Column("city", Text, nullable=False),
    Column("service", Text),
    Column("district", Text),
    Column("state", Text, nullable=False, comment="requested, confirmed or ended"),
    Column("requested_at", BigInteger, nullable=False),
    Index("area_followings_city", "city", "state", "following"),
    Index("area_followings_state", "state", "requested_at"),
)

area_news = Table(
    "area_news",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("district", Text),
    Column("what", Text, nullable=False, comment="filed, or the state that the case ended in"),
    Index("area_news_service", "city", "service", "position"),
    Index("area_news_district", "city", "district", "position"),
    Index("area_news_city", "city", "position"),
)

# No read table: the log does not hold whose letter of a day was looked at.
area_digests = Table(
    "area_digests",
    metadata,
    Column("following", Text, primary_key=True),
    Column("day", Text, nullable=False, comment="of the city, that was looked at last"),
    Column("position", BigInteger, nullable=False, comment="in the log, up to which it was told"),
)

case_followings = Table(
    "case_followings",
    metadata,
    Column("following", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False, comment="requested, confirmed or ended"),
    Column("requested_at", BigInteger, nullable=False),
    Index("case_followings_state", "state", "requested_at"),
)
