import SupportPolicy

/// What the review says of a policy to the company itself.
struct PolicyRemark: Sendable {
    /// "Pregunta", "Aviso"
    let kind: String
    let text: String
    var cites: [ClauseCite] = []
}

extension [PolicyRemark] {
    func html(in say: Language) -> HTML? {
        guard !isEmpty else { return nil }
        return """
            <section aria-labelledby="s-review"><h2 id="s-review">\(say(.review))</h2>
            <ul class="closed-days">
            \(map { remark in
                "<li><b>\(remark.kind):</b> \(remark.text) \(remark.cites.map { "\($0.html) " as HTML })</li>\n" as HTML
            })</ul></section>

            """
    }
}

/// One thing that a version changes; without an old value it is new, without a new one it is gone.
struct PolicyChange: Sendable {
    let what, old, new: String
}

extension [PolicyChange] {
    func html(_ title: String, in say: Language) -> HTML? {
        guard !isEmpty else { return nil }
        return """
            <section aria-labelledby="s-changes"><h2 id="s-changes">\(title)</h2>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="s-changes"><table class="cards changes">
            <thead><tr><th scope="col">\(say(.rule))</th><th scope="col">\(say(.before))</th><th scope="col">\(say(.now))</th></tr></thead>
            <tbody>
            \(map { "<tr><th scope=\"row\">\($0.what)</th><td>\($0.old)</td><td>\($0.new)</td></tr>\n" as HTML })</tbody></table></div></section>

            """
    }
}
