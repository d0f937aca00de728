#include "gateway/spool/spool.hpp"

#include <doctest/doctest.h>

#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

using namespace huecry;
using spool::File;
using spool::Folder;
using spool::Spool;
using spool::State;
using test::must;

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

struct Place {
  test::TempDir directory;
  [[nodiscard]] std::unique_ptr<Spool> open() const { return must(Spool::open(directory.path() / "spool")); }
  [[nodiscard]] fs::path at(std::string const& path) const { return directory.path() / "spool" / path; }
  [[nodiscard]] std::string text(std::string const& path) const { return must(read_whole(at(path))); }
  void put(std::string const& path, std::string const& content) const { must(write_durably(at(path), content)); }
};

File file(std::string const& name, Folder folder = Folder::inbox) { return {folder, name, "content of " + name}; }

}

TEST_SUITE("gateway/spool") {
  TEST_CASE_FIXTURE(Place, "what came is whole in its folder, and is known after a restart") {
    {
      auto const spool = open();
      must(spool->deliver({file("1.json"), file("2.json", Folder::refused)}, [](State& state) {
        state.after = 2;
        state.ahead = {7, 9};
        state.unsaid = {{"FR-1", 1, "digest"}, {"FR-2", 2, "other", "promises more"}};
        state.unhooked = {"1.json"};
      }));
    }
    CHECK(text("inbox/1.json") == "content of 1.json");
    CHECK(text("refused/2.json") == "content of 2.json");
    CHECK(fs::is_empty(at("tmp")));
    State const state = open()->state();
    CHECK(state.after == 2);
    CHECK(state.ahead == std::set<std::int64_t>{7, 9});
    CHECK(state.unsaid.size() == 2);
    CHECK(state.unsaid.back().complaint == "promises more");
    CHECK(state.unhooked == Names{"1.json"});
    CHECK(must(spool::read_state(to_text(state))) == state);
  }

  TEST_CASE_FIXTURE(Place, "what the national system has taken away does not come again") {
    {
      auto const spool = open();
      must(spool->deliver({file("1.json")}, [](State& state) { state.after = 1; }));
      fs::remove(at("inbox/1.json"));
    }
    auto const spool = open();
    CHECK(spool->files(Folder::inbox).empty());
    CHECK(spool->state().after == 1);
  }

  TEST_CASE_FIXTURE(Place, "a crash before the state knew of a file leaves none; it is read again") {
    static_cast<void>(open());
    put("tmp/1.json", "half of");
    auto const spool = open();
    CHECK(fs::is_empty(at("tmp")));
    CHECK(spool->files(Folder::inbox).empty());
    CHECK_FALSE(spool->state().after);
  }

  TEST_CASE_FIXTURE(Place, "a crash after the state knew of it finishes the move, once") {
    static_cast<void>(open());
    State state;
    state.after = 2;
    state.pending = {"1.json", "2.json", "refused+3.json"};
    put("state.json", to_text(state));
    put("tmp/2.json", "whole");
    put("tmp/refused+3.json", "whole, too");
    for (int start = 0; start < 2; ++start) {
      auto const spool = open();
      CHECK(spool->files(Folder::inbox) == Names{"2.json"});
      CHECK(spool->files(Folder::refused) == Names{"3.json"});
      CHECK(spool->state().after == 2);
    }
  }

  TEST_CASE_FIXTURE(Place, "what could not be moved is not forgotten by what comes after it, nor by a restart") {
    {
      auto const spool = open();
      fs::create_directories(at("inbox/1.json"));  // in its way
      CHECK(spool->deliver({file("1.json")}, [](State& state) { state.after = 1; }).error().code == Errc::io);
      CHECK_FALSE(spool->deliver({file("2.json")}, [](State& state) { state.after = 2; }));
      CHECK_FALSE(spool->finish());
      CHECK(spool->state().after == 1);
    }
    CHECK_FALSE(Spool::open(at("")));
    CHECK(text("tmp/1.json") == "content of 1.json");
    fs::remove(at("inbox/1.json"));
    auto const spool = open();
    CHECK(text("inbox/1.json") == "content of 1.json");
    CHECK(spool->deliver({file("2.json")}, [](State& state) { state.after = 2; }));
    CHECK(spool->files(Folder::inbox) == Names{"1.json", "2.json"});
  }

  TEST_CASE_FIXTURE(Place, "a national system in the group may write where it puts and takes, and nowhere else") {
    static_cast<void>(open());
    auto const mode = [this](std::string const& folder) { return fs::status(at(folder)).permissions(); };
    for (std::string const folder : {"inbox", "refused", "outbox", "done", "failed"}) {
      CAPTURE(folder);
      CHECK(mode(folder) == (fs::perms::owner_all | fs::perms::group_all | fs::perms::set_gid));
    }
    for (std::string const folder : {"sending", "tmp", ""}) {
      CAPTURE(folder);
      CHECK((mode(folder) & fs::perms::group_write) == fs::perms::none);
    }
    CHECK((mode("") & fs::perms::others_all) == fs::perms::none);
  }

  TEST_CASE_FIXTURE(Place, "a link is moved as what it is, with what looks like its folder") {
    auto const spool = open();
    put("secret/key", "of another");
    fs::create_symlink(at("secret/key"), at("outbox/a.message.json"));
    fs::create_directory_symlink(at("secret"), at("outbox/a.message.json.d"));
    CHECK(spool->files(Folder::outbox) == Names{"a.message.json"});
    CHECK(spool->move(Folder::outbox, "a.message.json", Folder::failed, "a.message.json"));
    CHECK(fs::is_symlink(at("failed/a.message.json")));
    CHECK(fs::is_symlink(at("failed/a.message.json.d")));
    CHECK(text("secret/key") == "of another");
  }

  TEST_CASE_FIXTURE(Place, "only whole files are taken from the outbox, in the order of their names") {
    auto const spool = open();
    for (std::string const name : {"b.message.json", "a.message.json", ".hidden", "c.json.tmp", "d.part"})
      put("outbox/" + name, "{}");
    fs::create_directories(at("outbox/a.message.json.d"));
    CHECK(spool->files(Folder::outbox) == Names{"a.message.json", "b.message.json"});
  }

  TEST_CASE_FIXTURE(Place, "a file is moved with what is attached, and replaces nothing") {
    auto const spool = open();
    put("outbox/a.message.json", "new");
    put("outbox/a.message.json.d/film.mp4", "frames");
    put("done/a.message.json", "old");
    std::string const free = spool->free_name(Folder::done, "a.message.json");
    CHECK(free == "2-a.message.json");
    CHECK(spool->move(Folder::outbox, "a.message.json", Folder::done, free));
    CHECK(text("done/a.message.json") == "old");
    CHECK(text("done/2-a.message.json") == "new");
    CHECK(text("done/2-a.message.json.d/film.mp4") == "frames");
    CHECK(spool->files(Folder::outbox).empty());
    CHECK_FALSE(spool->move(Folder::outbox, "none", Folder::done, "none"));
    put("outbox/b.message.json", "alone");
    CHECK(spool->move(Folder::outbox, "b.message.json", Folder::sending, "b.message.json"));
    CHECK(text("sending/b.message.json") == "alone");
  }

  TEST_CASE_FIXTURE(Place,
                    "what is attached to a file that is done with follows it after a crash; of another it stays") {
    static_cast<void>(open());
    put("sending/a.message.json.d/film.mp4", "frames");
    put("sending/b.message.json.d/film.mp4", "frames");
    put("sending/b.message.json", "still to be sent");
    static_cast<void>(open());
    CHECK(text("done/a.message.json.d/film.mp4") == "frames");
    CHECK_FALSE(fs::exists(at("sending/a.message.json.d")));
    CHECK(text("sending/b.message.json.d/film.mp4") == "frames");
  }

  TEST_CASE_FIXTURE(Place, "one process has a spool") {
    auto const first = open();
    auto const second = Spool::open(at(""));
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::config_invalid);
  }

  TEST_CASE_FIXTURE(Place, "a state that is none, or of another version, is not guessed at") {
    static_cast<void>(open());
    for (std::string const text : {"", "{}", R"({"v":2})", R"({"v":1,"ahead":"all"})"}) {
      CAPTURE(text);
      put("state.json", text);
      CHECK_FALSE(Spool::open(at("")));
    }
  }

  TEST_CASE("no name leads out of its folder") {
    CHECK(spool::file_name("../../etc/passwd") == ".._.._etc_passwd");
    CHECK(spool::file_name("FR-M-1.a_b") == "FR-M-1.a_b");
  }
}
