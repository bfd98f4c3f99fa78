::civis::__private::__client! {
    /// A client for Constructs (version 1.0 of the specification).
    ///
    /// Each field is a resource, with a method for each of its operations. A method returns a call. Set its optional parameters, and send it:
    ///
    /// ```text
    /// let session = civis::Session::builder()
    ///     .base_url("https://…")
    ///     .anonymous()
    ///     .build()?;
    /// let client = Client::from(session);
    /// client.jobs.list().limit(limit).page_num(page_num).iter()
    /// ```
    ///
    /// The [guide](https://docs.rs/civis/latest/civis/guide/) explains the rest.
    Client {
        /// The operations under `/jobs`.
        jobs: jobs::Jobs,
        /// The operations under `/types`.
        types_: types_::Types,
        /// The operations under `/users`.
        users: users::Users,
    }
}

/// The operations under `/jobs`. Call them through [`Client::jobs`](super::Client::jobs).
#[allow(
    dead_code, missing_docs, non_camel_case_types, non_snake_case, unreachable_pub,
    unused_imports, clippy::all, clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod jobs {
    use ::civis::__private::*;

    __resource! {
        /// The operations under `/jobs`.
        Jobs
    }

    impl Jobs {
        /// List \<jobs\>
        ///
        /// `GET /jobs` → list of [`Job`](super::types::Job), in pages
        ///
        /// ```text
        /// client.jobs.list().limit(limit).page_num(page_num).iter()
        /// ```
        ///
        /// In Python: `client.jobs.list(limit=limit, page_num=page_num, iterator=True)`
        ///
        /// See <https://example.com/jobs>. Not \[a link\](x).
        /// \---
        /// - `state` is code
        ///
        /// Optional:
        /// - [`limit`](List::limit), integer
        /// - [`page_num`](List::page_num), integer, by default `1`
        /// - [`state`](List::state), list of [`JobsGetState`](super::types::JobsGetState) (`running`, `idle`)
        /// - [`ids`](List::ids), list of integer
        /// - [`tags`](List::tags), list of text
        /// - [`type`](List::r#type), text
        /// - [`send`](List::send_), true or false
        /// - [`x-_trace`](List::x_trace), text
        #[inline]
        pub fn list(&self) -> List<PagedCall<super::types::Job>> {
            List(
                PagedCall::start(&self.0, "GET jobs.list /v1/jobs").accept_json()
            )
        }

        /// Create a job
        ///
        /// `POST /jobs` → [`Job`](super::types::Job)
        ///
        /// ```text
        /// client.jobs.post(name, source)
        ///     .limit(limit)
        ///     .from_template_id(from_template_id)
        ///     .send()?
        /// ```
        ///
        /// In Python: `client.jobs.post(name, source, limit=limit, from_template_id=from_template_id)`
        ///
        /// Required:
        /// - `name`, text: Its name.
        /// - `source`, [`JobsPostSource`](super::types::JobsPostSource)
        ///
        /// Optional:
        /// - [`limit`](Post::limit), integer
        /// - [`from_template_id`](Post::from_template_id), integer
        /// - [`arguments`](Post::arguments), any JSON
        /// - [`weights`](Post::weights), map to number
        /// - [`start_at`](Post::start_at), timestamp
        #[inline]
        pub fn post(
            &self,
            name: impl Into<Arg<String>>,
            source: impl Into<Arg<super::types::JobsPostSource>>,
        ) -> Post<Call<super::types::Job>> {
            Post(
                Call::start(&self.0, "POST jobs.post /v1/jobs").accept_json()
                    .field::<String>("name", name)
                    .field::<super::types::JobsPostSource>("source", source)
            )
        }

        /// Get a job
        ///
        /// `GET /jobs/{id}` → [`Job`](super::types::Job)
        ///
        /// ```text
        /// client.jobs.get(id).send()?
        /// ```
        ///
        /// In Python: `client.jobs.get(id)`
        ///
        /// Required:
        /// - `id`, integer: The job's ID.
        #[inline]
        pub fn get(&self, id: impl PathArg<i64>) -> Call<super::types::Job> {
            Call::start_at(&self.0, "GET jobs.get /v1/jobs/{id}", id).accept_json()
        }

        /// Replace a job
        ///
        /// `PUT /jobs/{id}` → nothing
        ///
        /// ```text
        /// client.jobs.put(id, jobs).send()?
        /// ```
        ///
        /// In Python: `client.jobs.put(id, jobs)`
        ///
        /// Required:
        /// - `id`, integer: The job's ID.
        /// - `jobs`, list of [`Job`](super::types::Job)
        #[inline]
        pub fn put(&self, id: impl PathArg<i64>, jobs: impl Into<Arg<Vec<super::types::Job>>>) -> Call<()> {
            Call::start_at(&self.0, "PUT jobs.put /v1/jobs/{id}", id).accept_json().omit_empty_body()
                .set::<Vec<super::types::Job>>(__Location::Body, "jobs", jobs)
        }

        /// Delete a job
        ///
        /// `DELETE /jobs/{id}` → nothing
        ///
        /// ```text
        /// client.jobs.delete(id).send()?
        /// ```
        ///
        /// In Python: `client.jobs.delete(id)`
        ///
        /// Required:
        /// - `id`, integer: The job's ID.
        #[deprecated(note = "Archive it.")]
        #[inline]
        pub fn delete(&self, id: impl PathArg<i64>) -> Call<()> {
            Call::start_at(&self.0, "DELETE jobs.delete /v1/jobs/{id}", id).accept_json()
        }

        /// `GET /jobs/{id}/parents` → [`Task`](super::types::Task)
        ///
        /// ```text
        /// client.jobs.get_parents(id).send()?
        /// ```
        ///
        /// In Python: `client.jobs.get_parents(id)`
        ///
        /// Required:
        /// - `id`, text
        #[inline]
        pub fn get_parents(&self, id: impl PathArg<String>) -> Call<super::types::Task> {
            Call::start_at(&self.0, "GET jobs.get_parents /v1/jobs/{id}/parents", id).accept_json()
        }

        /// `GET /jobs/{name}` → date
        ///
        /// ```text
        /// client.jobs.get_by_name(name).send()?
        /// ```
        ///
        /// In Python: `client.jobs.get(name)`
        ///
        /// Required:
        /// - `name`, text
        #[inline]
        pub fn get_by_name(&self, name: impl PathArg<String>) -> Call<Date> {
            Call::start_at(&self.0, "GET jobs.get /v1/jobs/{name}", name).accept_json()
        }
    }

    __operation! {
        /// The optional parameters of `GET /jobs`.
        ///
        /// This is a call: set parameters, then iterate over the results of all pages with `for` or `iter()`, or `send()` it for one page.
        List(PagedCall<super::types::Job>) Into Arg {
            /// How many.
            limit: i64 = query("limit");
            /// The page.
            ///
            /// The server's default is `1`.
            page_num: i64 = query("page_num");
            /// Sets `state`.
            ///
            /// One of `running`, `idle`.
            state: Vec<super::types::JobsGetState> = set_styled(__Location::Query, __Style::Joined { outer: ',', inner: ',' }, "state");
            /// Sets `ids`.
            ids: Vec<i64> = set_styled(__Location::Query, __Style::Joined { outer: ',', inner: ',' }, "ids");
            /// Sets `tags`.
            tags: Vec<String> = set_styled(__Location::Query, __Style::Repeated { inner: ',' }, "tags");
            /// Sets `type`.
            r#type: String = query("type");
            /// Sets `send`.
            send_: bool = query("send");
            /// Sets `X-Trace`.
            x_trace: String = set(__Location::Header, "X-Trace");
        } IntoIterator
    }

    __operation! {
        /// The optional parameters of `POST /jobs`.
        ///
        /// This is a call: set parameters, then `send()` it.
        Post(Call<super::types::Job>) Into Arg {
            /// How many.
            limit: i64 = query("limit");
            /// Sets `fromTemplateId`.
            from_template_id: i64 = field("fromTemplateId");
            /// Sets `arguments`.
            arguments: Value = field("arguments");
            /// Sets `weights`.
            weights: BTreeMap<String, f64> = field("weights");
            /// Sets `startAt`.
            start_at: Timestamp = field("startAt");
        }
    }
}

/// The operations under `/types`. Call them through [`Client::types_`](super::Client::types_).
#[allow(
    dead_code, missing_docs, non_camel_case_types, non_snake_case, unreachable_pub,
    unused_imports, clippy::all, clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod types_ {
    use ::civis::__private::*;

    __resource! {
        /// The operations under `/types`.
        Types
    }

    impl Types {
        /// `GET /types/me` → [`Table`](super::types::Table)
        ///
        /// ```text
        /// client.types_.get_me().send()?
        /// ```
        ///
        /// In Python: `client.types.get_me()`
        #[inline]
        pub fn get_me(&self) -> Call<super::types::Table> {
            Call::start(&self.0, "GET types.get_me /v1/types/me").accept_json()
        }
    }
}

/// The operations under `/users`. Call them through [`Client::users`](super::Client::users).
#[allow(
    dead_code, missing_docs, non_camel_case_types, non_snake_case, unreachable_pub,
    unused_imports, clippy::all, clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod users {
    use ::civis::__private::*;

    __resource! {
        /// The operations under `/users`.
        Users
    }

    impl Users {
        /// Me
        ///
        /// `GET /users/me` → any JSON
        ///
        /// ```text
        /// client.users.get_me().send()?
        /// ```
        ///
        /// In Python: `client.users.get_me()`
        #[inline]
        pub fn get_me(&self) -> Call<Value> {
            Call::start(&self.0, "GET users.get_me /v1/users/me").accept_json()
        }

        /// `PATCH /users/me` → true or false
        ///
        /// ```text
        /// client.users.patch_me(avatar).note(note).send()?
        /// ```
        ///
        /// In Python: `client.users.patch_me(avatar, note=note)`
        ///
        /// Required:
        /// - `avatar`, file
        ///
        /// Optional:
        /// - [`note`](PatchMe::note), text or file
        #[inline]
        pub fn patch_me(&self, avatar: impl Into<Arg<Blob>>) -> PatchMe<Call<bool>> {
            PatchMe(
                Call::start(&self.0, "PATCH users.patch_me /v1/users/me").accept_json().omit_empty_body()
                    .set::<Blob>(__Location::Multipart, "avatar", avatar)
            )
        }
    }

    __operation! {
        /// The optional parameters of `PATCH /users/me`.
        ///
        /// This is a call: set parameters, then `send()` it.
        PatchMe(Call<bool>) Into Arg {
            /// Sets `note`.
            note: TextOrFile = set(__Location::Multipart, "note");
        }
    }
}

/// The types of parameters and responses.
#[allow(
    dead_code, missing_docs, non_camel_case_types, non_snake_case, unreachable_pub,
    unused_imports, clippy::all, clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod types {
    use ::civis::__private::*;

    __record! {
        /// A job.
        ///
        /// Returned by [`jobs.list`](super::jobs::Jobs::list), [`jobs.post`](super::jobs::Jobs::post), [`jobs.get`](super::jobs::Jobs::get). Taken by [`jobs.put`](super::jobs::Jobs::put). In [`Job::parent`], [`Job::children`].
        Job Option {
            /// Its \<id\>.
            id: i64 = "id",
            r#type: String = "type",
            /// One of `running`, `""`, `Unknown`, `1_week`, `>=`.
            state: JobState = "state",
            parent: Box<Job> = "parent",
            children: Vec<Job> = "children",
            task: Task = "task",
            extra_: Value = "extra",
            score: f64 = "score",
            on: Date = "on",
            labels: BTreeMap<String, String> = "labels",
        }
    }

    __open_enum! {
        /// In [`Job::state`].
        JobState {
            /// `running`.
            Running = "running",
            /// `""`.
            Empty = "",
            /// `Unknown`.
            Unknown_ = "Unknown",
            /// `1_week`.
            _1Week = "1_week",
            /// `>=`.
            X3e3d = ">=",
        }
    }

    __open_enum! {
        /// Taken by [`jobs.list`](super::jobs::Jobs::list).
        JobsGetState {
            /// `running`.
            Running = "running",
            /// `idle`.
            Idle = "idle",
        }
    }

    __record! {
        /// Taken by [`jobs.post`](super::jobs::Jobs::post).
        JobsPostSource Option {
            file_id: i64 = "fileId",
        }
    }

    __record! {
        /// Returned by [`types_.get_me`](super::types_::Types::get_me).
        Table Option {
            rows: Vec<Vec<Option<String>>> = "rows",
            owner: Task = "owner",
            _2fa: bool = "2fa",
            élan: i64 = "élan",
        }
    }

    __record! {
        /// Returned by [`jobs.get_parents`](super::jobs::Jobs::get_parents). In [`Job::task`], [`Table::owner`].
        #[doc(alias("Task2"))]
        Task Option {
            name: String = "name",
            created_at: Timestamp = "createdAt",
        }
    }

    #[doc(hidden)]
    pub type Task2 = Task;
}
