/// Whether a paper is genuine, and whether what it says still holds.
struct PaperPage: Page {
    struct Standing: Sendable {
        let facts: [(name: String, value: String)]
        /// `nil` where nothing can expire.
        let isInForce: Bool?
        let now: String
    }

    let frame: PageFrame
    /// `nil`: the company never issued it so.
    let standing: Standing?

    var title: String { say(standing == nil ? .paperNotGenuine : .paperGenuine) }

    var body: HTML {
        guard let standing else {
            return """
                <h1>\(title)</h1>
                <p class="mark late"><span aria-hidden="true">✗</span> \(say(.paperNotGenuineExplained))</p>
                """
        }
        return """
            <h1>\(title)</h1>
            <p class="mark kept"><span aria-hidden="true">✓</span> \(say(.paperGenuineExplained))</p>
            \(standing.isInForce.map { "<p class=\"mark \($0 ? "kept" : "late")\"><span aria-hidden=\"true\">\($0 ? "✓" : "✗")</span> \(standing.now)</p>" as HTML })
            <dl class="facts">\(standing.facts.map { "<div><dt>\($0.name)</dt><dd><b>\($0.value)</b></dd></div>\n" as HTML })</dl>
            <p class="hint">\(say(.paperKeyExplained)) <a href="\(Link(frame.company.slug, "papers", "key"))">\(say(.publicKey))</a></p>
            """
    }
}
