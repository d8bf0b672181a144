import BusinessTime
import ServiceDesk
import SupportPolicy

extension PolicyReview {
    /// What the review finds; assumptions have a list of their own.
    func remarks(in slug: String, _ language: Language) -> [PolicyRemark] {
        findings.filter { $0.rule != Finding.Kind.question.rawValue }.map { finding in
            PolicyRemark(
                kind: finding.kind == .question ? Said(es: "Pregunta", en: "Question")(in: language) : Said(es: "Aviso", en: "Warning")(in: language),
                text: finding.message(in: language), cites: finding.cites.map { ClauseCite($0, in: slug) })
        }
    }
}

extension PolicyDifference {
    /// Worked due dates first, then every place of the document.
    func changes(in words: Wording) -> [PolicyChange] {
        func said(_ due: DueDate) -> String {
            due.due.insteadOfDate?(in: words.language) ?? words.short(due.due)
        }
        return examples.map { example in
            PolicyChange(
                what: "\(example.promise.metric.said(in: words.language)), \(example.promise.asWritten), \(words.short(example.start))",
                old: said(example.old), new: said(example.new))
        } + changes.map { PolicyChange(what: $0.path, old: $0.old ?? "", new: $0.new ?? "") }
    }
}
