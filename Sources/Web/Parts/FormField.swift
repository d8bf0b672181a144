/// One field of a form: what it asks, what was answered, and what was wrong with the answer.
struct FormField: Sendable {
    /// What a field takes.
    enum Kind: Sendable {
        case text, email, phone, rfc, number, password, newPassword
        case date
        /// A date and a time, without a zone.
        case dateAndTime
        case multiline(rows: Int)
        case select([Choice])
        /// `#1f5fbf`
        case color
        /// Sends `yes`, or nothing.
        case checkbox
        /// Files; the accepted media types and the limits in words, told before anybody waits for an upload.
        case files(accept: String, limits: String)
        /// A picture of a code, and the way to a question in words for who cannot see it.
        case pictureCode(picture: Link, words: Link)
        /// Carried along, never shown.
        case hidden
        /// A trap for machines: people neither see nor reach it.
        case trap
    }

    /// Its name in the form that is sent; its id on the page is `f-` and the name.
    let name: String
    var label = ""
    let kind: Kind
    var isRequired = false
    var value = ""
    var hint: String?
    /// What is wrong with the value; `nil` when nothing is.
    var problem: String?
    /// The `autocomplete` token: "email", "organization".
    var autocomplete: String?

    /// Whether a person sees it.
    var isAsked: Bool {
        switch kind {
        case .hidden, .trap: false
        default: true
        }
    }
}

/// One choice of a list.
struct Choice: Sendable {
    let value: String
    let label: String
}
