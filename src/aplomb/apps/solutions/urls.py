"""Addresses of solutions, under `o/<organisation>/solutions/`: of their owner, or of somebody who takes part."""

from django.urls import path

from aplomb.apps.solutions import views

app_name = "solutions"
urlpatterns = [
    path("", views.solutions, name="list"),
    path("new/", views.solution_new, name="new"),
    path("<int:pk>/", views.solution, name="solution"),
    path("<int:pk>/change/", views.solution_change, name="change"),
    path("<int:pk>/acceptance/", views.solution_accept, name="accept"),
    path("<int:pk>/refusal/", views.solution_drop, name="drop"),
    path("<int:pk>/participants/new/", views.participant_new, name="participant_new"),
    path("<int:pk>/contracts/new/", views.contract_new, name="contract_new"),
    path("participants/<int:pk>/", views.participant, name="participant"),
    path("participants/<int:pk>/removal/", views.participant_remove, name="participant_remove"),
    path("participants/<int:pk>/hours/new/", views.hours_new, name="hours_new"),
    path("hours/<int:pk>/", views.hours, name="hours"),
    path("hours/<int:pk>/removal/", views.hours_remove, name="hours_remove"),
    path("contracts/<int:pk>/", views.contract, name="contract"),
    path("contracts/<int:pk>/removal/", views.contract_remove, name="contract_remove"),
]
