"""A request that has passed the agent's door, for annotations."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from yesline.staff.queries import Seat

if TYPE_CHECKING:

    class AgentRequest(HttpRequest):
        seat: Seat
        at: datetime

else:
    AgentRequest = HttpRequest
