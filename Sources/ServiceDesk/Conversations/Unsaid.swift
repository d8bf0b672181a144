import BusinessTime
import SupportPolicy

/// What is shown where a client wrote nothing. It is no fact of his message, so none of it is kept, and everybody reads it in his own
/// language.
package enum Unsaid {
    package static let subject = Said(es: "(sin asunto)", en: "(no subject)")
    package static let text = Said(es: "(sin texto)", en: "(no text)")
}

extension String {
    /// The same; where it is empty, what is shown instead.
    package func or(_ unsaid: Said, in language: Language) -> String { isEmpty ? unsaid(in: language) : self }
}

extension Ticket {
    /// What it is about, as somebody reads it; nothing where that was erased by law.
    package func subject(in language: Language) -> String { subjectErasedAt < .never ? "" : subject.or(Unsaid.subject, in: language) }
}
