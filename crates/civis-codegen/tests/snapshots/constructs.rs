::civis::__private::client! {
    #[doc =
    "A client for Constructs (version 1.0 of the specification).\n\nEach field is a resource, with a method for each of its operations."]
    Client { #[doc = "The operations under `/jobs`."] jobs : jobs::Jobs, #[doc =
    "The operations under `/types`."] types_ : types_::Types, #[doc =
    "The operations under `/users`."] users : users::Users, }
}
///The operations under `/jobs`.
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod jobs {
    ::civis::__private::resource! {
        #[doc = "The operations under `/jobs`."] Jobs
    }
    impl Jobs {
        ::civis::__private::method! {
            #[doc =
            "List \\<jobs\\>\n\n`GET /jobs` → list of [`Job`](super::types::Job), in pages\n\n```text\nclient.jobs.list().limit(limit).page_num(page_num)….iter()   // Rust\nclient.jobs.list(limit=limit, page_num=page_num, …, iterator=True)   # Python\n```\n\nSee <https://example.com/jobs>. Not \\[a link\\](x).\n\\---\n- `state` is code\n\nOptional:\n- [`limit`](List::limit), integer\n- [`page_num`](List::page_num), integer, by default `1`\n- [`state`](List::state), list of [`JobsGetState`](super::types::JobsGetState) (`running`, `idle`)\n- [`ids`](List::ids), list of integer\n- [`tags`](List::tags), list of text\n- [`type`](List::r#type), text\n- [`send`](List::send_), true or false\n- [`x-_trace`](List::x_trace), text"]
            list() -> List < ::civis::__private::PagedCall < super::types::Job > > =
            List, ::civis::__private::PagedCall < super::types::Job >, "jobs.list", GET
            "/v1/jobs"
        }
        ::civis::__private::method! {
            #[doc =
            "Create a job\n\n`POST /jobs` → [`Job`](super::types::Job)\n\n```text\nclient.jobs.post(name, source).limit(limit).from_template_id(from_template_id)….send()?   // Rust\nclient.jobs.post(name, source, limit=limit, from_template_id=from_template_id, …)   # Python\n```\n\nRequired:\n- `name`, text: Its name.\n- `source`, [`JobsPostSource`](super::types::JobsPostSource)\n\nOptional:\n- [`limit`](Post::limit), integer\n- [`from_template_id`](Post::from_template_id), integer\n- [`arguments`](Post::arguments), any JSON\n- [`weights`](Post::weights), map to number\n- [`start_at`](Post::start_at), timestamp"]
            post(name : impl ::civis::__private::Into < ::civis::__private::Arg <
            ::civis::__private::String >> as ::civis::__private::String =
            ::civis::__private::Location::Field, "name"; source : impl
            ::civis::__private::Into < ::civis::__private::Arg <
            super::types::JobsPostSource >> as super::types::JobsPostSource =
            ::civis::__private::Location::Field, "source";) -> Post <
            ::civis::__private::Call < super::types::Job > > = Post,
            ::civis::__private::Call < super::types::Job >, "jobs.post", POST "/v1/jobs"
        }
        ::civis::__private::method! {
            #[doc =
            "Get a job\n\n`GET /jobs/{id}` → [`Job`](super::types::Job)\n\n```text\nclient.jobs.get(id).send()?   // Rust\nclient.jobs.get(id)   # Python\n```\n\nRequired:\n- `id`, integer: The job's ID."]
            get(id : ::core::primitive::i64 as ::core::primitive::i64 =
            ::civis::__private::Location::Path, "id";) -> ::civis::__private::Call <
            super::types::Job > = ::core::convert::identity, ::civis::__private::Call <
            super::types::Job >, "jobs.get", GET "/v1/jobs/{id}"
        }
        ::civis::__private::method! {
            #[doc =
            "Replace a job\n\n`PUT /jobs/{id}` → nothing\n\n```text\nclient.jobs.put(id, jobs).send()?   // Rust\nclient.jobs.put(id, jobs)   # Python\n```\n\nRequired:\n- `id`, integer: The job's ID.\n- `jobs`, list of [`Job`](super::types::Job)"]
            put(id : ::core::primitive::i64 as ::core::primitive::i64 =
            ::civis::__private::Location::Path, "id"; jobs : impl
            ::civis::__private::Into < ::civis::__private::Arg < ::civis::__private::Vec
            < super::types::Job > >> as ::civis::__private::Vec < super::types::Job > =
            ::civis::__private::Location::Body, "jobs";) -> ::civis::__private::Call < ()
            > = ::core::convert::identity, ::civis::__private::Call < () >, "jobs.put",
            PUT "/v1/jobs/{id}"
        }
        ::civis::__private::method! {
            #[doc =
            "Delete a job\n\n`DELETE /jobs/{id}` → nothing\n\n```text\nclient.jobs.delete(id).send()?   // Rust\nclient.jobs.delete(id)   # Python\n```\n\nRequired:\n- `id`, integer: The job's ID."]
            #[deprecated(note = "Archive it.")] delete(id : ::core::primitive::i64 as
            ::core::primitive::i64 = ::civis::__private::Location::Path, "id";) ->
            ::civis::__private::Call < () > = ::core::convert::identity,
            ::civis::__private::Call < () >, "jobs.delete", DELETE "/v1/jobs/{id}"
        }
        ::civis::__private::method! {
            #[doc =
            "`GET /jobs/{id}/parents` → list of [`Task`](super::types::Task)\n\n```text\nclient.jobs.list_parents(id).send()?   // Rust\nclient.jobs.list_parents(id)   # Python\n```\n\nRequired:\n- `id`, text"]
            list_parents(id : & ::core::primitive::str as ::civis::__private::String =
            ::civis::__private::Location::Path, "id";) -> ::civis::__private::Call <
            ::civis::__private::Vec < super::types::Task > > = ::core::convert::identity,
            ::civis::__private::Call < ::civis::__private::Vec < super::types::Task > >,
            "jobs.list_parents", GET "/v1/jobs/{id}/parents"
        }
        ::civis::__private::method! {
            #[doc =
            "`GET /jobs/{name}` → date\n\n```text\nclient.jobs.get_by_name(name).send()?   // Rust\nclient.jobs.get(name)   # Python\n```\n\nRequired:\n- `name`, text"]
            get_by_name(name : & ::core::primitive::str as ::civis::__private::String =
            ::civis::__private::Location::Path, "name";) -> ::civis::__private::Call <
            ::civis::__private::Date > = ::core::convert::identity,
            ::civis::__private::Call < ::civis::__private::Date >, "jobs.get", GET
            "/v1/jobs/{name}"
        }
    }
    ::civis::__private::operation! {
        #[doc = "The optional parameters of `GET /jobs`."]
        List(::civis::__private::PagedCall < super::types::Job >) { #[doc = "How many."]
        limit : ::core::primitive::i64 = ::civis::__private::Location::Query, "limit";
        #[doc = "The page.\n\nThe Platform's default is `1`."] page_num :
        ::core::primitive::i64 = ::civis::__private::Location::Query, "page_num"; #[doc =
        "Sets `state`.\n\nOne of `running`, `idle`."] state : ::civis::__private::Vec <
        super::types::JobsGetState > = ::civis::__private::Location::Query, "state";
        #[doc = "Sets `ids`."] ids : ::civis::__private::Vec < ::core::primitive::i64 > =
        ::civis::__private::Location::Joined(','), "ids"; #[doc = "Sets `tags`."] tags :
        ::civis::__private::Vec < ::civis::__private::String > =
        ::civis::__private::Location::Repeated, "tags"; #[doc = "Sets `type`."] r#type :
        ::civis::__private::String = ::civis::__private::Location::Query, "type"; #[doc =
        "Sets `send`."] send_ : ::core::primitive::bool =
        ::civis::__private::Location::Query, "send"; #[doc = "Sets `X-Trace`."] x_trace :
        ::civis::__private::String = ::civis::__private::Location::Header, "X-Trace"; }
    }
    ::civis::__private::operation! {
        #[doc = "The optional parameters of `POST /jobs`."] Post(::civis::__private::Call
        < super::types::Job >) { #[doc = "How many."] limit : ::core::primitive::i64 =
        ::civis::__private::Location::Query, "limit"; #[doc = "Sets `fromTemplateId`."]
        from_template_id : ::core::primitive::i64 = ::civis::__private::Location::Field,
        "fromTemplateId"; #[doc = "Sets `arguments`."] arguments :
        ::civis::__private::Value = ::civis::__private::Location::Field, "arguments";
        #[doc = "Sets `weights`."] weights : ::civis::__private::BTreeMap <
        ::civis::__private::String, ::core::primitive::f64 > =
        ::civis::__private::Location::Field, "weights"; #[doc = "Sets `startAt`."]
        start_at : ::civis::__private::Timestamp = ::civis::__private::Location::Field,
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
    clippy::all,
    clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod types_ {
    ::civis::__private::resource! {
        #[doc = "The operations under `/types`."] Types
    }
    impl Types {
        ::civis::__private::method! {
            #[doc =
            "`GET /types/me` → [`Table`](super::types::Table)\n\n```text\nclient.types_.get_me().send()?   // Rust\nclient.types.get_me()   # Python\n```"]
            get_me() -> ::civis::__private::Call < super::types::Table > =
            ::core::convert::identity, ::civis::__private::Call < super::types::Table >,
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
    clippy::all,
    clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod users {
    ::civis::__private::resource! {
        #[doc = "The operations under `/users`."] Users
    }
    impl Users {
        ::civis::__private::method! {
            #[doc =
            "Me\n\n`GET /users/me` → any JSON\n\n```text\nclient.users.get_me().send()?   // Rust\nclient.users.get_me()   # Python\n```"]
            get_me() -> ::civis::__private::Call < ::civis::__private::Value > =
            ::core::convert::identity, ::civis::__private::Call <
            ::civis::__private::Value >, "users.get_me", GET "/v1/users/me"
        }
        ::civis::__private::method! {
            #[doc =
            "Me\n\n`GET /users/me` → any JSON\n\n```text\nclient.users.list_me().send()?   // Rust\nclient.users.list_me()   # Python\n```"]
            #[deprecated(note = "use `get_me`, the newer name of the same operation")]
            list_me() -> ::civis::__private::Call < ::civis::__private::Value > =
            ::core::convert::identity, ::civis::__private::Call <
            ::civis::__private::Value >, "users.list_me", GET "/v1/users/me"
        }
        ::civis::__private::method! {
            #[doc =
            "`PATCH /users/me` → true or false\n\n```text\nclient.users.patch_me(avatar).note(note).send()?   // Rust\nclient.users.patch_me(avatar, note=note)   # Python\n```\n\nRequired:\n- `avatar`, file\n\nOptional:\n- [`note`](PatchMe::note), text"]
            patch_me(avatar : impl ::civis::__private::Into < ::civis::__private::Arg <
            ::civis::__private::Blob >> as ::civis::__private::Blob =
            ::civis::__private::Location::Multipart, "avatar";) -> PatchMe <
            ::civis::__private::Call < ::core::primitive::bool > > = PatchMe,
            ::civis::__private::Call < ::core::primitive::bool >, "users.patch_me", PATCH
            "/v1/users/me"
        }
    }
    ::civis::__private::operation! {
        #[doc = "The optional parameters of `PATCH /users/me`."]
        PatchMe(::civis::__private::Call < ::core::primitive::bool >) { #[doc =
        "Sets `note`."] note : ::civis::__private::String =
        ::civis::__private::Location::Multipart, "note"; }
    }
}
/// The types of parameters and answers.
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "generated from a specification"
)]
pub mod types {
    ::civis::__private::record! {
        #[doc = "A job."] Job { #[doc = "Its \\<id\\>."] id : ::core::primitive::i64 =
        "id", r#type : ::civis::__private::String = "type", #[doc =
        "One of `running`, `\"\"`, `Unknown`, `1_week`, `>=`."] state : JobState =
        "state", parent : ::civis::__private::Box < Job > = "parent", children :
        ::civis::__private::Vec < Job > = "children", task : Task = "task", extra_ :
        ::civis::__private::Value = "extra", score : ::core::primitive::f64 = "score", on
        : ::civis::__private::Date = "on", labels : ::civis::__private::BTreeMap <
        ::civis::__private::String, ::civis::__private::String > = "labels", }
    }
    ::civis::__private::open_enum! {
        JobState { #[doc = "`running`."] Running = "running", #[doc = "`\"\"`."] Empty =
        "", #[doc = "`Unknown`."] Unknown_ = "Unknown", #[doc = "`1_week`."] _1Week =
        "1_week", #[doc = "`>=`."] X3e3d = ">=", }
    }
    ::civis::__private::open_enum! {
        JobsGetState { #[doc = "`running`."] Running = "running", #[doc = "`idle`."] Idle
        = "idle", }
    }
    ::civis::__private::record! {
        JobsPostSource { file_id : ::core::primitive::i64 = "fileId", }
    }
    ::civis::__private::record! {
        Table { rows : ::civis::__private::Vec < ::civis::__private::Vec <
        ::civis::__private::Option < ::civis::__private::String >> > = "rows", owner :
        Task = "owner", _2fa : ::core::primitive::bool = "2fa", u00e9lan :
        ::core::primitive::i64 = "élan", }
    }
    ::civis::__private::record! {
        Task { name : ::civis::__private::String = "name", created_at :
        ::civis::__private::Timestamp = "createdAt", }
    }
    pub type Task2 = Task;
}
