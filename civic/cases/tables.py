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

case_followings = Table(
    "case_followings",
    metadata,
    Column("following", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False, comment="requested, confirmed or ended"),
    Column("requested_at", BigInteger, nullable=False),
    Index("case_followings_state", "state", "requested_at"),
)
