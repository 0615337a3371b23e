"""Addresses of a site's improvement plan, under `o/<organisation>/plan/`."""

from django.urls import path

from aplomb.apps.plans import proposal_views, task_views, theme_views, time_views, views

app_name = "plans"
urlpatterns = [
    path("", views.board, name="board"),
    path("make/", views.make, name="make"),
    path("evaluation/", views.rest_on, name="rest_on"),
    path("days/", views.days, name="days"),
    path("list/", views.listing, name="list"),
    path("plan.xlsx", views.plan_file, name="xlsx"),
    path("gantt/", time_views.gantt, name="gantt"),
    path("what-if/", time_views.what_if, name="what_if"),
    path("proposals/", proposal_views.proposals, name="proposals"),
    path("proposals/acceptance/", proposal_views.accept, name="proposal_accept"),
    path("proposals/merger/", proposal_views.merge, name="proposal_merge"),
    path("proposals/refusal/", proposal_views.refuse, name="proposal_refuse"),
    path("proposals/return/", proposal_views.take_back, name="proposal_take_back"),
    path("themes/new/", theme_views.theme_new, name="theme_new"),
    path("themes/<int:pk>/", theme_views.theme, name="theme"),
    path("themes/<int:pk>/change/", theme_views.theme_edit, name="theme_edit"),
    path("themes/<int:pk>/move/", theme_views.move, name="move"),
    path("themes/<int:pk>/actions/new/", task_views.task_new, name="task_new"),
    path("actions/<int:pk>/", task_views.task_edit, name="task_edit"),
    path("actions/<int:pk>/done/", task_views.task_done, name="task_done"),
    path("actions/<int:pk>/removal/", task_views.task_remove, name="task_remove"),
]
