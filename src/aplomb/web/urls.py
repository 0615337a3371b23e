"""Preferences and the page of components."""

from django.urls import path

from aplomb.web import views

app_name = "web"
urlpatterns = [
    path("theme/", views.theme_choose, name="theme"),
    path("language/", views.language_choose, name="language"),
    path("components/", views.components, name="components"),
]
