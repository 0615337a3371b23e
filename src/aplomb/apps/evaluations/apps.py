"""The app's name for Django."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "aplomb.apps.evaluations"
    label = "evaluations"

    def ready(self) -> None:
        """Tell the inventory of documents which editions a site answers: it comes earlier, and does not know us."""
        from aplomb.apps.documents import expected
        from aplomb.apps.evaluations.results_queries import expectations

        expected.register(expectations)
