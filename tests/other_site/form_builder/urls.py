"""Where Wagtail's pages are in their project."""

from django.urls import include, path

urlpatterns = [path("", include("wagtail.urls"))]
