#pragma once
// A file of docs/ that the program carries (cmake/modules.cmake: huecry_embed). Tables end with a null name.

namespace huecry {

struct Embedded {
  char const* name;
  char const* text;
};

}
