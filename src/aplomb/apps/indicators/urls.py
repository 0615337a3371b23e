"""Addresses of a site's indicators, under `o/<organisation>/indicators/`."""

from django.urls import path

from aplomb.apps.indicators import bring_views, measure_views, theme_views, views

app_name = "indicators"
urlpatterns = [
    path("", views.indicators, name="list"),
    path("new/", views.indicator_new, name="new"),
    path("usual/", views.starters, name="starters"),
    path("<int:pk>/", views.indicator, name="indicator"),
    path("<int:pk>/change/", views.indicator_change, name="change"),
    path("<int:pk>/acceptance/", views.indicator_accept, name="accept"),
    path("<int:pk>/archive/", views.indicator_archive, name="archive"),
    path("<int:pk>/measures/", measure_views.measure_new, name="measure_new"),
    path("<int:pk>/theme/", theme_views.indicator_theme, name="theme"),
    path("<int:pk>/bring/", bring_views.bring, name="bring"),
    path("<int:pk>/bring/take/", bring_views.take, name="take"),
    path("<int:pk>/annotations/", measure_views.annotation_new, name="annotation_new"),
    path("measures/<int:pk>/", measure_views.measure, name="measure"),
    path("measures/<int:pk>/removal/", measure_views.measure_remove, name="measure_remove"),
    path("measures/<int:pk>/return/", measure_views.measure_restore, name="measure_restore"),
    path("annotations/<int:pk>/removal/", measure_views.annotation_remove, name="annotation_remove"),
]
