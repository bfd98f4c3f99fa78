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
        __civis::method! {
            #[doc =
            "List \\<jobs\\>\n\n`GET /jobs` → list of [`Job`](super::types::Job), in pages\n\n```text\nclient.jobs.list().limit(limit).page_num(page_num)….iter()   // Rust\nclient.jobs.list(limit=limit, page_num=page_num, …, iterator=True)   # Python\n```\n\nSee <https://example.com/jobs>. Not \\[a link\\](x).\n\\---\n- `state` is code\n\nOptional:\n- [`limit`](List::limit), integer\n- [`page_num`](List::page_num), integer, by default `1`\n- [`state`](List::state), list of [`JobsGetState`](super::types::JobsGetState) (`running`, `idle`)\n- [`ids`](List::ids), list of integer\n- [`tags`](List::tags), list of text\n- [`type`](List::r#type), text\n- [`send`](List::send_), true or false\n- [`x-_trace`](List::x_trace), text"]
            list() -> List < __civis::PagedCall < super::types::Job >> = List,
            __civis::PagedCall < super::types::Job >, "jobs.list", GET "/v1/jobs"
        }
        __civis::method! {
            #[doc =
            "Create a job\n\n`POST /jobs` → [`Job`](super::types::Job)\n\n```text\nclient.jobs.post(name, source).limit(limit).from_template_id(from_template_id)….send()?   // Rust\nclient.jobs.post(name, source, limit=limit, from_template_id=from_template_id, …)   # Python\n```\n\nRequired:\n- `name`, text: Its name.\n- `source`, [`JobsPostSource`](super::types::JobsPostSource)\n\nOptional:\n- [`limit`](Post::limit), integer\n- [`from_template_id`](Post::from_template_id), integer\n- [`arguments`](Post::arguments), any JSON\n- [`weights`](Post::weights), map to number\n- [`start_at`](Post::start_at), timestamp"]
            post(name : impl __civis::Into < __civis::Arg < __civis::String >> as
            __civis::String = __civis::Location::Field, "name"; source : impl
            __civis::Into < __civis::Arg < super::types::JobsPostSource >> as
            super::types::JobsPostSource = __civis::Location::Field, "source";) -> Post <
            __civis::Call < super::types::Job >> = Post, __civis::Call <
            super::types::Job >, "jobs.post", POST "/v1/jobs"
        }
        __civis::method! {
            #[doc =
            "Get a job\n\n`GET /jobs/{id}` → [`Job`](super::types::Job)\n\n```text\nclient.jobs.get(id).send()?   // Rust\nclient.jobs.get(id)   # Python\n```\n\nRequired:\n- `id`, integer: The job's ID."]
            get(id : i64 as i64 = __civis::Location::Path, "id";) -> __civis::Call <
            super::types::Job > = ::core::convert::identity, __civis::Call <
            super::types::Job >, "jobs.get", GET "/v1/jobs/{id}"
        }
        __civis::method! {
            #[doc =
            "Replace a job\n\n`PUT /jobs/{id}` → nothing\n\n```text\nclient.jobs.put(id, jobs).send()?   // Rust\nclient.jobs.put(id, jobs)   # Python\n```\n\nRequired:\n- `id`, integer: The job's ID.\n- `jobs`, list of [`Job`](super::types::Job)"]
            put(id : i64 as i64 = __civis::Location::Path, "id"; jobs : impl
            __civis::Into < __civis::Arg < __civis::Vec < super::types::Job >>> as
            __civis::Vec < super::types::Job > = __civis::Location::Body, "jobs";) ->
            __civis::Call < () > = ::core::convert::identity, __civis::Call < () >,
            "jobs.put", PUT "/v1/jobs/{id}"
        }
        __civis::method! {
            #[doc =
            "Delete a job\n\n`DELETE /jobs/{id}` → nothing\n\n```text\nclient.jobs.delete(id).send()?   // Rust\nclient.jobs.delete(id)   # Python\n```\n\nRequired:\n- `id`, integer: The job's ID."]
            #[deprecated(note = "Archive it.")] delete(id : i64 as i64 =
            __civis::Location::Path, "id";) -> __civis::Call < () > =
            ::core::convert::identity, __civis::Call < () >, "jobs.delete", DELETE
            "/v1/jobs/{id}"
        }
        __civis::method! {
            #[doc =
            "`GET /jobs/{id}/parents` → list of [`Task`](super::types::Task)\n\n```text\nclient.jobs.list_parents(id).send()?   // Rust\nclient.jobs.list_parents(id)   # Python\n```\n\nRequired:\n- `id`, text"]
            list_parents(id : & str as __civis::String = __civis::Location::Path, "id";)
            -> __civis::Call < __civis::Vec < super::types::Task >> =
            ::core::convert::identity, __civis::Call < __civis::Vec < super::types::Task
            >>, "jobs.list_parents", GET "/v1/jobs/{id}/parents"
        }
        __civis::method! {
            #[doc =
            "`GET /jobs/{name}` → date\n\n```text\nclient.jobs.get_by_name(name).send()?   // Rust\nclient.jobs.get(name)   # Python\n```\n\nRequired:\n- `name`, text"]
            get_by_name(name : & str as __civis::String = __civis::Location::Path,
            "name";) -> __civis::Call < __civis::Date > = ::core::convert::identity,
            __civis::Call < __civis::Date >, "jobs.get", GET "/v1/jobs/{name}"
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
        __civis::method! {
            #[doc =
            "`GET /types/me` → [`Table`](super::types::Table)\n\n```text\nclient.types_.get_me().send()?   // Rust\nclient.types.get_me()   # Python\n```"]
            get_me() -> __civis::Call < super::types::Table > =
            ::core::convert::identity, __civis::Call < super::types::Table >,
            "types.get_me", GET "/v1/types/me"
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
        __civis::method! {
            #[doc =
            "Me\n\n`GET /users/me` → any JSON\n\n```text\nclient.users.get_me().send()?   // Rust\nclient.users.get_me()   # Python\n```"]
            get_me() -> __civis::Call < __civis::Value > = ::core::convert::identity,
            __civis::Call < __civis::Value >, "users.get_me", GET "/v1/users/me"
        }
        __civis::method! {
            #[doc =
            "Me\n\n`GET /users/me` → any JSON\n\n```text\nclient.users.list_me().send()?   // Rust\nclient.users.list_me()   # Python\n```"]
            #[deprecated(note = "use `get_me`, the newer name of the same operation")]
            list_me() -> __civis::Call < __civis::Value > = ::core::convert::identity,
            __civis::Call < __civis::Value >, "users.list_me", GET "/v1/users/me"
        }
        __civis::method! {
            #[doc =
            "`PATCH /users/me` → true or false\n\n```text\nclient.users.patch_me(avatar).note(note).send()?   // Rust\nclient.users.patch_me(avatar, note=note)   # Python\n```\n\nRequired:\n- `avatar`, file\n\nOptional:\n- [`note`](PatchMe::note), text"]
            patch_me(avatar : impl __civis::Into < __civis::Arg < __civis::Blob >> as
            __civis::Blob = __civis::Location::Multipart, "avatar";) -> PatchMe <
            __civis::Call < bool >> = PatchMe, __civis::Call < bool >, "users.patch_me",
            PATCH "/v1/users/me"
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
