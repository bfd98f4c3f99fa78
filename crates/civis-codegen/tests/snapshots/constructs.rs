::civis::__private::client! {
    #[doc =
    "A client for Constructs (version 1.0 of the specification).\n\nEach field is a resource, with a method for each of its operations."]
    Client { #[doc = "The operations under `/jobs`."] jobs : jobs::Jobs,#[doc =
    "The operations under `/types`."] types_ : types_::Types,#[doc =
    "The operations under `/users`."] users : users::Users, }
}
///The operations under `/jobs`.
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    unreachable_pub,
    unused_imports,
    clippy::all,
    clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod jobs {
    use ::civis::__private as __civis;
    __civis::resource! {
        #[doc = "The operations under `/jobs`."] Jobs
    }
    impl Jobs {
        /**List \<jobs\>

`GET /jobs` → list of [`Job`](super::types::Job), in pages

```text
client.jobs.list().limit(limit).page_num(page_num)….iter()   // Rust
client.jobs.list(limit=limit, page_num=page_num, …, iterator=True)   # Python
```

See <https://example.com/jobs>. Not \[a link\](x).
\---
- `state` is code

Optional:
- [`limit`](List::limit), integer
- [`page_num`](List::page_num), integer, by default `1`
- [`state`](List::state), list of [`JobsGetState`](super::types::JobsGetState) (`running`, `idle`)
- [`ids`](List::ids), list of integer
- [`tags`](List::tags), list of text
- [`type`](List::r#type), text
- [`send`](List::send_), true or false
- [`x-_trace`](List::x_trace), text*/
        #[inline]
        pub fn list(&self) -> List<__civis::PagedCall<super::types::Job>> {
            List(
                __civis::Arguments::start(
                    &self.0,
                    "jobs.list",
                    __civis::Method::GET,
                    "/v1/jobs",
                ),
            )
        }
        /**Create a job

`POST /jobs` → [`Job`](super::types::Job)

```text
client.jobs.post(name, source).limit(limit).from_template_id(from_template_id)….send()?   // Rust
client.jobs.post(name, source, limit=limit, from_template_id=from_template_id, …)   # Python
```

Required:
- `name`, text: Its name.
- `source`, [`JobsPostSource`](super::types::JobsPostSource)

Optional:
- [`limit`](Post::limit), integer
- [`from_template_id`](Post::from_template_id), integer
- [`arguments`](Post::arguments), any JSON
- [`weights`](Post::weights), map to number
- [`start_at`](Post::start_at), timestamp*/
        #[inline]
        pub fn post(
            &self,
            name: impl __civis::Into<__civis::Arg<__civis::String>>,
            source: impl __civis::Into<__civis::Arg<super::types::JobsPostSource>>,
        ) -> Post<__civis::Call<super::types::Job>> {
            Post(
                __civis::Arguments::set::<
                    super::types::JobsPostSource,
                >(
                    __civis::Arguments::set::<
                        __civis::String,
                    >(
                        __civis::Arguments::start(
                            &self.0,
                            "jobs.post",
                            __civis::Method::POST,
                            "/v1/jobs",
                        ),
                        __civis::Location::Field,
                        "name",
                        name,
                    ),
                    __civis::Location::Field,
                    "source",
                    source,
                ),
            )
        }
        /**Get a job

`GET /jobs/{id}` → [`Job`](super::types::Job)

```text
client.jobs.get(id).send()?   // Rust
client.jobs.get(id)   # Python
```

Required:
- `id`, integer: The job's ID.*/
        #[inline]
        pub fn get(&self, id: i64) -> __civis::Call<super::types::Job> {
            __civis::Arguments::set::<
                i64,
            >(
                __civis::Arguments::start(
                    &self.0,
                    "jobs.get",
                    __civis::Method::GET,
                    "/v1/jobs/{id}",
                ),
                __civis::Location::Path,
                "id",
                id,
            )
        }
        /**Replace a job

`PUT /jobs/{id}` → nothing

```text
client.jobs.put(id, jobs).send()?   // Rust
client.jobs.put(id, jobs)   # Python
```

Required:
- `id`, integer: The job's ID.
- `jobs`, list of [`Job`](super::types::Job)*/
        #[inline]
        pub fn put(
            &self,
            id: i64,
            jobs: impl __civis::Into<__civis::Arg<__civis::Vec<super::types::Job>>>,
        ) -> __civis::Call<()> {
            __civis::Arguments::set::<
                __civis::Vec<super::types::Job>,
            >(
                __civis::Arguments::set::<
                    i64,
                >(
                    __civis::Arguments::start(
                        &self.0,
                        "jobs.put",
                        __civis::Method::PUT,
                        "/v1/jobs/{id}",
                    ),
                    __civis::Location::Path,
                    "id",
                    id,
                ),
                __civis::Location::Body,
                "jobs",
                jobs,
            )
        }
        /**Delete a job

`DELETE /jobs/{id}` → nothing

```text
client.jobs.delete(id).send()?   // Rust
client.jobs.delete(id)   # Python
```

Required:
- `id`, integer: The job's ID.*/
        #[deprecated(note = "Archive it.")]
        #[inline]
        pub fn delete(&self, id: i64) -> __civis::Call<()> {
            __civis::Arguments::set::<
                i64,
            >(
                __civis::Arguments::start(
                    &self.0,
                    "jobs.delete",
                    __civis::Method::DELETE,
                    "/v1/jobs/{id}",
                ),
                __civis::Location::Path,
                "id",
                id,
            )
        }
        /**`GET /jobs/{id}/parents` → list of [`Task`](super::types::Task)

```text
client.jobs.list_parents(id).send()?   // Rust
client.jobs.list_parents(id)   # Python
```

Required:
- `id`, text*/
        #[inline]
        pub fn list_parents(
            &self,
            id: &str,
        ) -> __civis::Call<__civis::Vec<super::types::Task>> {
            __civis::Arguments::set::<
                __civis::String,
            >(
                __civis::Arguments::start(
                    &self.0,
                    "jobs.list_parents",
                    __civis::Method::GET,
                    "/v1/jobs/{id}/parents",
                ),
                __civis::Location::Path,
                "id",
                id,
            )
        }
        /**`GET /jobs/{name}` → date

```text
client.jobs.get_by_name(name).send()?   // Rust
client.jobs.get(name)   # Python
```

Required:
- `name`, text*/
        #[inline]
        pub fn get_by_name(&self, name: &str) -> __civis::Call<__civis::Date> {
            __civis::Arguments::set::<
                __civis::String,
            >(
                __civis::Arguments::start(
                    &self.0,
                    "jobs.get",
                    __civis::Method::GET,
                    "/v1/jobs/{name}",
                ),
                __civis::Location::Path,
                "name",
                name,
            )
        }
    }
    __civis::operation! {
        #[doc = "The optional parameters of `GET /jobs`."] List(__civis::PagedCall <
        super::types::Job >) { #[doc = "How many."] limit : i64 =
        __civis::Location::Query, "limit";#[doc =
        "The page.\n\nThe Platform's default is `1`."] page_num : i64 =
        __civis::Location::Query, "page_num";#[doc =
        "Sets `state`.\n\nOne of `running`, `idle`."] state : __civis::Vec <
        super::types::JobsGetState > = __civis::Location::Query, "state";#[doc =
        "Sets `ids`."] ids : __civis::Vec < i64 > = __civis::Location::Joined(','),
        "ids";#[doc = "Sets `tags`."] tags : __civis::Vec < __civis::String > =
        __civis::Location::Repeated, "tags";#[doc = "Sets `type`."] r#type :
        __civis::String = __civis::Location::Query, "type";#[doc = "Sets `send`."] send_
        : bool = __civis::Location::Query, "send";#[doc = "Sets `X-Trace`."] x_trace :
        __civis::String = __civis::Location::Header, "X-Trace"; }
    }
    __civis::operation! {
        #[doc = "The optional parameters of `POST /jobs`."] Post(__civis::Call <
        super::types::Job >) { #[doc = "How many."] limit : i64 =
        __civis::Location::Query, "limit";#[doc = "Sets `fromTemplateId`."]
        from_template_id : i64 = __civis::Location::Field, "fromTemplateId";#[doc =
        "Sets `arguments`."] arguments : __civis::Value = __civis::Location::Field,
        "arguments";#[doc = "Sets `weights`."] weights : __civis::BTreeMap <
        __civis::String, f64 > = __civis::Location::Field, "weights";#[doc =
        "Sets `startAt`."] start_at : __civis::Timestamp = __civis::Location::Field,
        "startAt"; }
    }
}
///The operations under `/types`.
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    unreachable_pub,
    unused_imports,
    clippy::all,
    clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod types_ {
    use ::civis::__private as __civis;
    __civis::resource! {
        #[doc = "The operations under `/types`."] Types
    }
    impl Types {
        /**`GET /types/me` → [`Table`](super::types::Table)

```text
client.types_.get_me().send()?   // Rust
client.types.get_me()   # Python
```*/
        #[inline]
        pub fn get_me(&self) -> __civis::Call<super::types::Table> {
            __civis::Arguments::start(
                &self.0,
                "types.get_me",
                __civis::Method::GET,
                "/v1/types/me",
            )
        }
    }
}
///The operations under `/users`.
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    unreachable_pub,
    unused_imports,
    clippy::all,
    clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod users {
    use ::civis::__private as __civis;
    __civis::resource! {
        #[doc = "The operations under `/users`."] Users
    }
    impl Users {
        /**Me

`GET /users/me` → any JSON

```text
client.users.get_me().send()?   // Rust
client.users.get_me()   # Python
```*/
        #[inline]
        pub fn get_me(&self) -> __civis::Call<__civis::Value> {
            __civis::Arguments::start(
                &self.0,
                "users.get_me",
                __civis::Method::GET,
                "/v1/users/me",
            )
        }
        /**Me

`GET /users/me` → any JSON

```text
client.users.list_me().send()?   // Rust
client.users.list_me()   # Python
```*/
        #[deprecated(note = "use `get_me`, the newer name of the same operation")]
        #[inline]
        pub fn list_me(&self) -> __civis::Call<__civis::Value> {
            __civis::Arguments::start(
                &self.0,
                "users.list_me",
                __civis::Method::GET,
                "/v1/users/me",
            )
        }
        /**`PATCH /users/me` → true or false

```text
client.users.patch_me(avatar).note(note).send()?   // Rust
client.users.patch_me(avatar, note=note)   # Python
```

Required:
- `avatar`, file

Optional:
- [`note`](PatchMe::note), text*/
        #[inline]
        pub fn patch_me(
            &self,
            avatar: impl __civis::Into<__civis::Arg<__civis::Blob>>,
        ) -> PatchMe<__civis::Call<bool>> {
            PatchMe(
                __civis::Arguments::set::<
                    __civis::Blob,
                >(
                    __civis::Arguments::start(
                        &self.0,
                        "users.patch_me",
                        __civis::Method::PATCH,
                        "/v1/users/me",
                    ),
                    __civis::Location::Multipart,
                    "avatar",
                    avatar,
                ),
            )
        }
    }
    __civis::operation! {
        #[doc = "The optional parameters of `PATCH /users/me`."] PatchMe(__civis::Call <
        bool >) { #[doc = "Sets `note`."] note : __civis::String =
        __civis::Location::Multipart, "note"; }
    }
}
///The types of parameters and answers.
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    unreachable_pub,
    unused_imports,
    clippy::all,
    clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod types {
    use ::civis::__private as __civis;
    __civis::record! {
        #[doc = "A job."] Job { #[doc = "Its \\<id\\>."] id : i64 = "id", r#type :
        __civis::String = "type",#[doc =
        "One of `running`, `\"\"`, `Unknown`, `1_week`, `>=`."] state : JobState =
        "state", parent : __civis::Box < Job > = "parent", children : __civis::Vec < Job
        > = "children", task : Task = "task", extra_ : __civis::Value = "extra", score :
        f64 = "score", on : __civis::Date = "on", labels : __civis::BTreeMap <
        __civis::String, __civis::String > = "labels", }
    }
    __civis::open_enum! {
        JobState { #[doc = "`running`."] Running = "running",#[doc = "`\"\"`."] Empty =
        "",#[doc = "`Unknown`."] Unknown_ = "Unknown",#[doc = "`1_week`."] _1Week =
        "1_week",#[doc = "`>=`."] X3e3d = ">=", }
    }
    __civis::open_enum! {
        JobsGetState { #[doc = "`running`."] Running = "running",#[doc = "`idle`."] Idle
        = "idle", }
    }
    __civis::record! {
        JobsPostSource { file_id : i64 = "fileId", }
    }
    __civis::record! {
        Table { rows : __civis::Vec < __civis::Vec < __civis::Option < __civis::String
        >>> = "rows", owner : Task = "owner", _2fa : bool = "2fa", u00e9lan : i64 =
        "élan", }
    }
    __civis::record! {
        Task { name : __civis::String = "name", created_at : __civis::Timestamp =
        "createdAt", }
    }
    pub type Task2 = Task;
}
