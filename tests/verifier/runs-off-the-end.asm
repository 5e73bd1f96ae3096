# ! runs off the end
top
  NULL
