"""Whether a source is well: what is new of it, against its own past.

    tables →observe→ History →alarms_of→ Alarm

Pure: no file is read and no clock. A source is compared with nothing but itself.
"""

from ingest.health.alarms import Alarm, Kind, alarms_of
from ingest.health.history import Asked, History, Look, Seen, Verdict
from ingest.health.standing import Standing, standing

__all__ = ["Alarm", "Asked", "History", "Kind", "Look", "Seen", "Standing", "Verdict", "alarms_of", "standing"]
