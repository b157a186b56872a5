"""Read tables of requests as others ask for them: by status, service and time, and by what changed when."""

from sqlalchemy import MetaData

metadata = MetaData()
