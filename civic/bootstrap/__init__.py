"""The composition root: settings become a platform that everything else is handed."""

from civic.bootstrap.building import build
from civic.bootstrap.platform import Platform
from civic.bootstrap.secrets import Secrets
from civic.bootstrap.vocabulary import EVENTS, vocabulary

__all__ = ["EVENTS", "Platform", "Secrets", "build", "vocabulary"]
