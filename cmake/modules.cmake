# Filled by huecry_test and huecry_fuzz below.
add_custom_target(threads)
add_custom_target(fuzzers)

# The sanitizer builds parse the large headers once, so that they end in time. The dev and release builds do not: there
# every file must include what it uses.
if(HUECRY_SANITIZE)
  foreach(prefix prefix test_prefix)
    file(WRITE ${CMAKE_BINARY_DIR}/${prefix}.cpp "")
    add_library(huecry_${prefix} OBJECT ${CMAKE_BINARY_DIR}/${prefix}.cpp)
    target_link_libraries(huecry_${prefix} PRIVATE huecry_options)
    target_precompile_headers(huecry_${prefix} PRIVATE <algorithm> <array> <atomic> <chrono> <filesystem> <functional>
      <future> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <thread> <unordered_map> <variant>
      <vector> <nlohmann/json.hpp>)
  endforeach()
  target_precompile_headers(huecry_test_prefix PRIVATE <doctest/doctest.h>)
endif()
function(huecry_parse_once target prefix)
  if(HUECRY_SANITIZE)
    target_precompile_headers(${target} REUSE_FROM huecry_${prefix})
  endif()
endfunction()

# huecry_module(<folder/name> SOURCES a.cpp… HEADERS a.hpp… [USES folder/name…] [LIBRARIES cmake-target…] [TESTS a_test.cpp…])
#
# One static library per module, so that a module can only link what it names. TESTS are files of
# tests/unit/<folder>/<name>/ and become one executable, unit_<folder>_<name>.
function(huecry_module path)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;USES;LIBRARIES;TESTS" ${ARGN})
  string(REPLACE "/" "_" name ${path})
  set(target huecry_${name})
  set(dir ${PROJECT_SOURCE_DIR}/${path})
  list(TRANSFORM arg_SOURCES PREPEND ${dir}/)
  list(TRANSFORM arg_HEADERS PREPEND ${dir}/)
  string(REPLACE "/" "_" uses "${arg_USES}")
  list(TRANSFORM uses PREPEND huecry_)

  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target} PUBLIC huecry_options ${uses} ${arg_LIBRARIES})
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
    huecry_parse_once(${target} prefix)
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE huecry_options ${uses} ${arg_LIBRARIES})
    target_sources(${target} INTERFACE FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
  endif()

  if(arg_TESTS)
    list(TRANSFORM arg_TESTS PREPEND ${PROJECT_SOURCE_DIR}/tests/unit/${path}/)
    huecry_test(unit_${name} LABEL unit SOURCES ${arg_TESTS} USES ${path})
  endif()
endfunction()

# huecry_test(<name> LABEL unit|conformance|integration|… SOURCES a.cpp… USES folder/name… [LIBRARIES cmake-target…] [TIMEOUT s])
function(huecry_test name)
  cmake_parse_arguments(arg "" "LABEL;TIMEOUT" "SOURCES;USES;LIBRARIES" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  if(HUECRY_SANITIZE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
  endif()
  string(REPLACE "/" "_" uses "${arg_USES}")
  list(TRANSFORM uses PREPEND huecry_)
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE huecry_options ${uses} huecry_test_support ${arg_LIBRARIES})
  huecry_parse_once(${name} test_prefix)
  # What runs several threads is built and run again under the thread sanitizer, by this label and target.
  if(arg_LABEL MATCHES "^(integration|crash)$" OR name MATCHES "^unit_(storage|server|gateway_client)")
    list(APPEND arg_LABEL threads)
    add_dependencies(threads ${name})
  endif()
  add_test(NAME ${name} COMMAND ${name} --no-version)
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT} SKIP_REGULAR_EXPRESSION "(^|\n)SKIPPED")
endfunction()

# huecry_fuzz(<name> SOURCES a.cpp… USES folder/name…): in the fuzz preset a libFuzzer program, fuzz_<name>; in all others
# the same entry point replays tests/fuzz/corpus/<name> as a test. ABORTS: the replay must end in an abort.
function(huecry_fuzz name)
  cmake_parse_arguments(arg "ABORTS" "" "SOURCES;USES" ${ARGN})
  string(REPLACE "/" "_" uses "${arg_USES}")
  list(TRANSFORM uses PREPEND huecry_)
  add_executable(fuzz_${name} ${arg_SOURCES})
  target_link_libraries(fuzz_${name} PRIVATE huecry_options ${uses})
  add_dependencies(fuzzers fuzz_${name})
  if(HUECRY_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.cpp)
    set(corpus ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    if(arg_ABORTS)
      add_test(NAME fuzz_${name} COMMAND sh -c "\"$1\" \"$2\"; test $? -ge 128" sh $<TARGET_FILE:fuzz_${name}> ${corpus})
    else()
      add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${corpus})
    endif()
    set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz TIMEOUT 60)
  endif()
endfunction()

# huecry_embed(<target> <namespace> <symbol> FILES f…): the files' text as a constant table {name, text}, so that a
# schema has one definition, in docs/, and the program carries it.
function(huecry_embed target namespace symbol)
  cmake_parse_arguments(arg "" "" "FILES" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAMESPACE=${namespace} -DSYMBOL=${symbol} "-DFILES=${arg_FILES}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${arg_FILES} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
