"""Calls for the hall manager (人员投诉应急处理): taken in from kiosks, shown, answered."""
