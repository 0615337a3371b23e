"""Words for the values of a referential."""

from django.utils.translation import gettext_lazy as _

RESPONDENTS = {
    "requesting_site": _("Requesting site"),
    "reading_centre": _("Reading centre"),
    "provider": _("Technical provider"),
    "site": _("Imaging practice"),
}

FIELDS = {
    "title": _("Title"),
    "label": _("Label"),
    "definition": _("Definition"),
    "text": _("Wording"),
    "guidance": _("Guidance"),
    "essential": _("Essential"),
    "weight": _("Weight"),
    "na_allowed": _("NA allowed"),
    "applies_if": _("Asked where there is"),
    "dimensions": _("Dimensions"),
    "documents": _("Documents"),
    "answered_by": _("Answered by"),
    "references": _("References"),
    "equivalent": _("Equivalent criteria"),
    "keep": _("Criteria kept"),
    "category": _("Category"),
    "indispensable": _("Indispensable"),
    "family": _("Family"),
    "publisher": _("Publisher"),
    "licence": _("Licence"),
    "compliant_from": _("Complies from level"),
    "not_applicable.allowed": _("NA allowed"),
    "not_applicable.flag_above": _("NA pointed out above"),
    "not_applicable.label": _("Label of NA"),
    "not_applicable.definition": _("Definition of NA"),
    "essential_minimum": _("Least level of an essential criterion"),
    "ready.overall": _("Ready from, overall"),
    "ready.family": _("Ready from, in each family"),
}
LISTS = {
    "levels": _("Levels"),
    "dimensions": _("Dimensions"),
    "profile": _("Profile"),
    "selections": _("Selections"),
    "document_categories": _("Categories of documents"),
    "documents": _("Expected documents"),
    "families": _("Families"),
    "requirements": _("Requirements"),
}
