from django.db import models


class Entry(models.Model):
    """One deed. No foreign keys: removing a thing never removes its history."""

    at = models.DateTimeField()
    organisation_id = models.BigIntegerField(null=True)
    by_agent_id = models.BigIntegerField(null=True)  # empty: the system itself
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=30)
    noun_id = models.BigIntegerField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["noun", "noun_id", "at"], name="journal_of_a_thing"),
            models.Index(fields=["organisation_id", "-at"], name="journal_of_organisation"),
            models.Index(
                fields=["organisation_id", "noun_id"], condition=models.Q(verb="agent.left"), name="journal_of_leavers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.noun} {self.noun_id}"
