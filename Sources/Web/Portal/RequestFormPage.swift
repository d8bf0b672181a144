/// The public form: the company's own fields and instructions, and the human check (FEL-14 … FEL-20, FI-28 … FI-30).
struct RequestFormPage: Page {
    let frame: PageFrame
    /// What the company asks its clients to do, in its own words.
    var instructions: [String] = []
    /// Every field, hidden ones and the trap included; problems and kept values make it the 422 page.
    let fields: [FormField]
    /// What this request will be promised, before it is sent: "Respuesta en 24 horas hábiles."
    var promise: String?
    var promiseCite: ClauseCite?

    var title: String { say(.openARequest) }

    var body: HTML {
        """
        <h1>\(say(.openARequest))</h1>
        \(fields.summary(in: say))\
        \(instructions.isEmpty ? nil : "<ol class=\"instructions\">\(instructions.map { "<li>\($0)</li>" as HTML })</ol>" as HTML)
        \(promise.map { "<p class=\"promise\">\($0) \(promiseCite?.html)</p>" as HTML })
        <form method="post" action="\(Link.requests(frame.company.slug))" enctype="multipart/form-data" data-draft="request">
        \(frame.csrf)
        \(fields.html(in: say))
        <p><button class="primary">\(say(.sendRequest))</button></p>
        </form>
        """
    }
}
