top
  NULL #5  # ! unused operand
  RETURN
