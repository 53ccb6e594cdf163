"""ebaudit checks Alibaba Cloud EventBridge as code."""

__version__ = "0.1.0"
__all__ = ["__version__"]
