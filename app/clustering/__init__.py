"""Turn pixels into models, labels and scores; knows neither files nor widgets."""
