"""Addresses of a site's committee, meetings and communication plan, under `o/<organisation>/committee/`."""

from django.urls import path

from aplomb.apps.committees import communication_views, leaflet_views, meeting_views, task_views, views

app_name = "committees"
urlpatterns = [
    path("", views.committee, name="committee"),
    path("logistic/", views.logistic, name="logistic"),
    path("members/new/", views.member_new, name="member_new"),
    path("members/<int:pk>/", views.member, name="member"),
    path("members/<int:pk>/acceptance/", views.member_accept, name="member_accept"),
    path("members/<int:pk>/removal/", views.member_remove, name="member_remove"),
    path("communication/", communication_views.plan, name="communication"),
    path("communication/usual/", communication_views.starters, name="starters"),
    path("communication/new/", communication_views.action_new, name="action_new"),
    path("communication/<int:pk>/", communication_views.action, name="action"),
    path("communication/<int:pk>/leaflet/", leaflet_views.leaflet, name="leaflet"),
    path("communication/<int:pk>/done/", communication_views.action_done, name="action_done"),
    path("communication/<int:pk>/acceptance/", communication_views.action_accept, name="action_accept"),
    path("communication/<int:pk>/removal/", communication_views.action_remove, name="action_remove"),
    path("meetings/", meeting_views.meetings, name="meetings"),
    path("meetings/new/", meeting_views.meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", meeting_views.meeting, name="meeting"),
    path("meetings/<int:pk>/change/", meeting_views.meeting_change, name="meeting_change"),
    path("meetings/<int:pk>/minutes/", meeting_views.minutes, name="minutes"),
    path("meetings/<int:pk>/minutes.pdf", meeting_views.minutes_file, name="minutes_file"),
    path("meetings/<int:pk>/decisions/", meeting_views.decision_new, name="decision_new"),
    path("decisions/<int:pk>/", meeting_views.decision, name="decision"),
    path("decisions/<int:pk>/done/", meeting_views.decision_done, name="decision_done"),
    path("tasks/<int:pk>/done/", task_views.task_done, name="task_done"),
    path("tasks/communication/<int:pk>/done/", task_views.own_action_done, name="own_action_done"),
]
