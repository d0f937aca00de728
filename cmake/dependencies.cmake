# Everything comes from Debian 12; ./dev installs it. No download at build time.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED CONFIG)
find_package(nlohmann_json 3.11 REQUIRED CONFIG)
find_package(RocksDB 7.8 REQUIRED CONFIG)
find_package(doctest 2.4 REQUIRED CONFIG)
find_package(spdlog REQUIRED CONFIG)
find_package(prometheus-cpp REQUIRED CONFIG)
find_package(CLI11 REQUIRED CONFIG)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
find_path(HUECRY_VALIJSON_INCLUDE valijson/validator.hpp REQUIRED)
find_path(HUECRY_TOMLPP_INCLUDE toml++/toml.h REQUIRED)

# Header-only libraries without CMake packages in Debian 12.
add_library(huecry_valijson INTERFACE)
target_include_directories(huecry_valijson SYSTEM INTERFACE ${HUECRY_VALIJSON_INCLUDE})
add_library(huecry_toml INTERFACE)
target_include_directories(huecry_toml SYSTEM INTERFACE ${HUECRY_TOMLPP_INCLUDE})

# Asio and Beast compiled once; the defines travel with the target so that no user can miss them (one-definition rule).
file(WRITE ${CMAKE_BINARY_DIR}/boost_impl.cpp
  "#include <boost/asio/impl/src.hpp>\n#include <boost/asio/ssl/impl/src.hpp>\n#include <boost/beast/src.hpp>\n")
add_library(huecry_boost STATIC ${CMAKE_BINARY_DIR}/boost_impl.cpp)
target_compile_features(huecry_boost PUBLIC cxx_std_20)
target_compile_definitions(huecry_boost PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(huecry_boost PUBLIC Boost::headers OpenSSL::SSL Threads::Threads)
if(HUECRY_SANITIZE)
  target_compile_options(huecry_boost PRIVATE -fsanitize=${HUECRY_SANITIZE})
  if(HUECRY_SANITIZE MATCHES "thread")
    target_compile_options(huecry_boost PRIVATE -Wno-tsan)
  endif()
endif()
