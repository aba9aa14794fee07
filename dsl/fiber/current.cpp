#include "dsl/fiber/fiber.h"
