# One place for warnings, hardening and sanitizers; every target links huecry_options.
add_library(huecry_options INTERFACE)
target_compile_features(huecry_options INTERFACE cxx_std_20)
target_include_directories(huecry_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(huecry_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough
  $<$<BOOL:${HUECRY_WERROR}>:-Werror>)

if(CMAKE_BUILD_TYPE MATCHES "Rel")
  # GCC 12 reports false positives of these at -O2 inside coroutine frames and std::variant.
  target_compile_options(huecry_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-mismatched-new-delete
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -D_GLIBCXX_ASSERTIONS -fPIE)
  target_link_options(huecry_options INTERFACE -pie -Wl,-z,relro,-z,now)
endif()

if(HUECRY_SANITIZE)
  # GCC 12 takes std::regex and coroutine frames under instrumentation for uninitialised.
  target_compile_options(huecry_options INTERFACE -Wno-maybe-uninitialized)
  target_compile_options(huecry_options INTERFACE -fsanitize=${HUECRY_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all -fpch-preprocess)
  target_link_options(huecry_options INTERFACE -fsanitize=${HUECRY_SANITIZE})
  if(HUECRY_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A program that is not moved needs no relocation for each of a million checks: a quarter of its size on disk.
    target_link_options(huecry_options INTERFACE -no-pie)
  endif()
  if(HUECRY_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio uses fences, which GCC's thread sanitizer does not model; it warns about each.
    target_compile_options(huecry_options INTERFACE -Wno-tsan)
  endif()
endif()

# libFuzzer needs clang, and coverage in every unit. clang 14 takes a coroutine's resume function for a wrong call.
if(HUECRY_FUZZ)
  target_compile_options(huecry_options INTERFACE -fsanitize=fuzzer-no-link -fno-sanitize=function)
  target_link_options(huecry_options INTERFACE -fno-sanitize=function)
endif()

# Links in a fraction of the time; about sixty programs in a build.
find_program(HUECRY_MOLD mold)
if(HUECRY_MOLD AND CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT HUECRY_FUZZ)
  target_link_options(huecry_options INTERFACE -fuse-ld=mold)
endif()

find_program(HUECRY_CCACHE ccache)
if(HUECRY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HUECRY_CCACHE})
endif()
