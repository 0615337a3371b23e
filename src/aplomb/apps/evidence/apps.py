"""The app's name for Django."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "aplomb.apps.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Tell evaluations who keeps what proves their answers: they come earlier, and do not know us."""
        from aplomb.apps.evaluations.proofs import register
        from aplomb.apps.evidence.carrying import KEEPER

        register(KEEPER)
