"""The public home."""

from django.urls import path

from aplomb.apps.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
