top
  RETURN  # ! underflow
