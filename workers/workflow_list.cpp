#include "skald/workflow_list.h"

#include "skald/detail/client_core.h"

namespace skald {

WorkflowList::Iterator::Iterator(std::shared_ptr<detail::ClientCore> client, std::string query)
    : client_(std::move(client)), query_(std::move(query)) {
  read_page({});
}

WorkflowList::Iterator& WorkflowList::Iterator::operator++() {
  if (++index_ == page_->runs.size()) read_page(page_->next_page_token);
  return *this;
}

// A page may be empty and yet not the last one.
void WorkflowList::Iterator::read_page(std::string page_token) {
  const bool is_first = page_ == nullptr;
  index_ = 0;
  for (bool more = is_first || !page_token.empty(); more; more = !page_token.empty()) {
    page_ = client_->list({.query = query_, .page_token = std::move(page_token)})->get().page;
    if (!page_->runs.empty()) return;
    page_token = page_->next_page_token;
  }
  page_ = nullptr;
}

}  // namespace skald
