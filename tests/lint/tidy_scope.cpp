// A plugin for clang-tidy 19: checks walk only the project's own declarations. Without it each of some 250 checks walks
// every declaration of every library header, which is nine tenths of its time; what lies in a system header is not
// reported anyway. Built and loaded by clang.py.

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Frontend/FrontendPluginRegistry.h>

#include <memory>
#include <string>
#include <vector>

namespace {

class Scope : public clang::ASTConsumer {
 public:
  void HandleTranslationUnit(clang::ASTContext& context) override {
    clang::SourceManager const& sources = context.getSourceManager();
    std::vector<clang::Decl*> ours;
    for (clang::Decl* declaration : context.getTranslationUnitDecl()->decls())
      if (!sources.isInSystemHeader(declaration->getLocation())) ours.push_back(declaration);
    context.setTraversalScope(ours);
  }
};

class Narrow : public clang::PluginASTAction {
 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance&, llvm::StringRef) override {
    return std::make_unique<Scope>();
  }
  bool ParseArgs(clang::CompilerInstance const&, std::vector<std::string> const&) override { return true; }
  ActionType getActionType() override { return AddBeforeMainAction; }
};

}

static clang::FrontendPluginRegistry::Add<Narrow> const k_registered("huecry-scope", "only the project's declarations");
