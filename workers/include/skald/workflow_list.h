#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "skald/workflow_description.h"

namespace skald {

namespace detail {
class ClientCore;
}

/// Which part of a list Client::list_page gives.
struct ListOptions {
  std::string query = {};       ///< See Client::list. Empty: every run.
  std::int32_t page_size = {};  ///< Runs, 1…1,000. 0: 1,000.
  std::string page_token = {};  ///< WorkflowPage::next_page_token of the page before. Empty: the first page.
};

/// A part of a list.
struct WorkflowPage {
  std::vector<WorkflowSummary> runs;
  std::string next_page_token;  ///< Empty: this was the last page.
};

/// The runs that fit a query, read page by page while they are walked through:
///   for (const skald::WorkflowSummary& run : client.list("ExecutionStatus = 'Failed'")) …
/// Every begin() asks anew. begin() and ++ wait for the next page where one ends, and throw ClientError.
class WorkflowList {
 public:
  /// Made by Client::list.
  WorkflowList(std::shared_ptr<detail::ClientCore> client, std::string query)
      : client_(std::move(client)), query_(std::move(query)) {}

  /// A place in the list. Can be walked through once; copies share the page but not the place.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = WorkflowSummary;
    using difference_type = std::ptrdiff_t;
    using pointer = const WorkflowSummary*;
    using reference = const WorkflowSummary&;

    Iterator() = default;
    Iterator(std::shared_ptr<detail::ClientCore> client, std::string query);

    const WorkflowSummary& operator*() const { return page_->runs[index_]; }
    const WorkflowSummary* operator->() const { return &page_->runs[index_]; }
    Iterator& operator++();
    Iterator operator++(int) {
      auto before = *this;
      ++*this;
      return before;
    }
    /// Equal at the end; elsewhere only places of one page can be.
    bool operator==(const Iterator& other) const { return page_ == other.page_ && index_ == other.index_; }

   private:
    void read_page(std::string page_token);

    std::shared_ptr<detail::ClientCore> client_;
    std::string query_;
    std::shared_ptr<const WorkflowPage> page_;  // null at the end
    std::size_t index_ = 0;
  };

  Iterator begin() const { return {client_, query_}; }
  Iterator end() const { return {}; }

 private:
  std::shared_ptr<detail::ClientCore> client_;
  std::string query_;
};

}  // namespace skald
