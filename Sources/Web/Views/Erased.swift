import BusinessTime
import ServiceDesk
import SupportPolicy

/// What stands where a text was that the law had erased.
enum Erased {
    static func sentence(at instant: Instant, _ words: Wording) -> String {
        let date = words.full(words.zone.local(instant).date)
        return Said(es: "Contenido borrado por ley, \(date)", en: "Content erased by law, \(date)")(in: words.language)
    }
}

extension Ticket {
    /// What it is about, or that this was erased.
    func subject(_ words: Wording) -> String {
        subjectErasedAt < .never ? Erased.sentence(at: subjectErasedAt, words) : subject(in: words.language)
    }
}

extension TimelineItem {
    /// What was said, by the names of the fields it answers, below what the desk itself has to say of it; or that it was erased; empty when nothing was.
    func said(_ words: Wording, withLabels: Bool) -> String {
        let remark = remark(in: words.language)
        // What is in the remark is not said again.
        let said = texts.filter { $0.label != "subject" && (remark == nil || $0.label == nil) }.map { text in
            text.label.flatMap { withLabels ? "\(VisitPoint.named($0)?.label ?? WorkWords.Word(rawValue: $0)?.said(in: words.language) ?? $0): \(text.text)" : nil } ?? text.text
        }
        return ([remark].compactMap { $0 } + said + [erasedAt.map { Erased.sentence(at: $0, words) }].compactMap { $0 }).joined(separator: "\n\n")
    }
}
