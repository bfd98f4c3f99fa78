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
        List(PagedCall<super::types::Job>) IntoIterator
    }

    impl<C: Arguments> List<C> {
        /// How many.
        pub fn limit(self, value: impl Into<Arg<i64>>) -> Self {
            Self(self.0.query::<i64>("limit", value))
        }

        /// The page.
        ///
        /// The server's default is `1`.
        pub fn page_num(self, value: impl Into<Arg<i64>>) -> Self {
            Self(self.0.query::<i64>("page_num", value))
        }

        /// Sets `state`.
        ///
        /// One of `running`, `idle`.
        pub fn state(self, value: impl Into<Arg<Vec<super::types::JobsGetState>>>) -> Self {
            Self(self.0.set_styled::<Vec<super::types::JobsGetState>>(__Location::Query, __Style::Joined { outer: ',', inner: ',' }, "state", value))
        }

        /// Sets `ids`.
        pub fn ids(self, value: impl Into<Arg<Vec<i64>>>) -> Self {
            Self(self.0.set_styled::<Vec<i64>>(__Location::Query, __Style::Joined { outer: ',', inner: ',' }, "ids", value))
        }

        /// Sets `tags`.
        pub fn tags(self, value: impl Into<Arg<Vec<String>>>) -> Self {
            Self(self.0.set_styled::<Vec<String>>(__Location::Query, __Style::Repeated { inner: ',' }, "tags", value))
        }

        /// Sets `type`.
        pub fn r#type(self, value: impl Into<Arg<String>>) -> Self {
            Self(self.0.query::<String>("type", value))
        }

        /// Sets `send`.
        pub fn send_(self, value: impl Into<Arg<bool>>) -> Self {
            Self(self.0.query::<bool>("send", value))
        }

        /// Sets `X-Trace`.
        pub fn x_trace(self, value: impl Into<Arg<String>>) -> Self {
            Self(self.0.set::<String>(__Location::Header, "X-Trace", value))
        }
    }

    __operation! {
        /// The optional parameters of `POST /jobs`.
        ///
        /// This is a call: set parameters, then `send()` it.
        Post(Call<super::types::Job>)
    }

    impl<C: Arguments> Post<C> {
        /// How many.
        pub fn limit(self, value: impl Into<Arg<i64>>) -> Self {
            Self(self.0.query::<i64>("limit", value))
        }

        /// Sets `fromTemplateId`.
        pub fn from_template_id(self, value: impl Into<Arg<i64>>) -> Self {
            Self(self.0.field::<i64>("fromTemplateId", value))
        }

        /// Sets `arguments`.
        pub fn arguments(self, value: impl Into<Arg<Value>>) -> Self {
            Self(self.0.field::<Value>("arguments", value))
        }

        /// Sets `weights`.
        pub fn weights(self, value: impl Into<Arg<BTreeMap<String, f64>>>) -> Self {
            Self(self.0.field::<BTreeMap<String, f64>>("weights", value))
        }

        /// Sets `startAt`.
        pub fn start_at(self, value: impl Into<Arg<Timestamp>>) -> Self {
            Self(self.0.field::<Timestamp>("startAt", value))
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
        PatchMe(Call<bool>)
    }

    impl<C: Arguments> PatchMe<C> {
        /// Sets `note`.
        pub fn note(self, value: impl Into<Arg<TextOrFile>>) -> Self {
            Self(self.0.set::<TextOrFile>(__Location::Multipart, "note", value))
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

    /// A job.
    ///
    /// Returned by [`jobs.list`](super::jobs::Jobs::list), [`jobs.post`](super::jobs::Jobs::post), [`jobs.get`](super::jobs::Jobs::get). Taken by [`jobs.put`](super::jobs::Jobs::put). In [`Job::parent`], [`Job::children`].
    pub struct Job {
        /// Its \<id\>.
        pub id: Option<i64>,
        pub r#type: Option<String>,
        /// One of `running`, `""`, `Unknown`, `1_week`, `>=`.
        pub state: Option<JobState>,
        pub parent: Option<Box<Job>>,
        pub children: Option<Vec<Job>>,
        pub task: Option<Task>,
        pub extra_: Option<Value>,
        pub score: Option<f64>,
        pub on: Option<Date>,
        pub labels: Option<BTreeMap<String, String>>,
        /// Other JSON values, by key: those that no field holds.
        pub extra: Extra,
    }

    __impl_record! {
        Job {
            id = "id",
            r#type = "type",
            state = "state",
            parent = "parent",
            children = "children",
            task = "task",
            extra_ = "extra",
            score = "score",
            on = "on",
            labels = "labels",
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

    /// Taken by [`jobs.post`](super::jobs::Jobs::post).
    pub struct JobsPostSource {
        pub file_id: Option<i64>,
        /// Other JSON values, by key: those that no field holds.
        pub extra: Extra,
    }

    __impl_record! {
        JobsPostSource {
            file_id = "fileId",
        }
    }

    /// Returned by [`types_.get_me`](super::types_::Types::get_me).
    pub struct Table {
        pub rows: Option<Vec<Vec<Option<String>>>>,
        pub owner: Option<Task>,
        pub _2fa: Option<bool>,
        pub élan: Option<i64>,
        /// Other JSON values, by key: those that no field holds.
        pub extra: Extra,
    }

    __impl_record! {
        Table {
            rows = "rows",
            owner = "owner",
            _2fa = "2fa",
            élan = "élan",
        }
    }

    /// Returned by [`jobs.get_parents`](super::jobs::Jobs::get_parents). In [`Job::task`], [`Table::owner`].
    #[doc(alias("Task2"))]
    pub struct Task {
        pub name: Option<String>,
        pub created_at: Option<Timestamp>,
        /// Other JSON values, by key: those that no field holds.
        pub extra: Extra,
    }

    __impl_record! {
        Task {
            name = "name",
            created_at = "createdAt",
        }
    }

    #[doc(hidden)]
    pub type Task2 = Task;
}
