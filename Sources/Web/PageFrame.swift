import SupportPolicy

/// What surrounds every page: whose desk it is, who reads, in which language, and what he may do from here.
struct PageFrame: Sendable {
    let company: CompanyFace
    let language: Language
    /// The same page in the other languages.
    var languages: [LanguageLink] = []
    /// Who is signed in; `nil` for a visitor.
    var person: SignedInPerson?
    /// The secret of the session that every form of this page carries.
    var csrfToken = ""
    /// What has just happened, said once.
    var flash: Flash?
    var navigation: [NavigationItem] = []
    /// Where the journal's stream of changes is; `nil` when this page never changes by itself.
    var stream: Link?
    /// When the page was made, as words: "Generado el 2 de marzo de 2026, 10:04".
    var generatedAt = ""

    /// The hidden field that proves that a form came from our own page.
    var csrf: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(csrfToken)\">" }
}

/// A company as its readers see it.
struct CompanyFace: Sendable {
    /// Its part of every address.
    let slug: String
    let name: String
    /// Which of the eight accent colours, 0–7, where it chose none.
    var accent = 0
    /// `#1f5fbf`
    var color = ""
    /// The stylesheet with the colour that it chose.
    var colors: Link?
    /// The line at the foot of every page: legal name, approval number (FEL-31, FI-48).
    var supportLine = ""
    /// Shown in place of the name; `nil` where there is none.
    var logo: Link?
}

/// Who is signed in, in words.
struct SignedInPerson: Sendable {
    let name: String
    let role: String
}

/// What has just happened, said once at the top of the next page.
struct Flash: Sendable {
    /// Also the class in the stylesheet.
    enum Kind: String, Sendable { case done, notice, problem }
    let kind: Kind
    let text: String
}

/// One entry of the main navigation.
struct NavigationItem: Sendable {
    let label: String
    let link: Link
    var isCurrent = false
    /// A number that waits there; `nil` shows none.
    var count: Int?
}

/// The same page in another language.
struct LanguageLink: Sendable {
    let language: Language
    let link: Link
}

extension Language {
    /// The tag of the `lang` attribute.
    var tag: String {
        switch self {
        case .es: "es-MX"
        case .en: "en"
        }
    }

    /// The language's name in itself.
    var ownName: String {
        switch self {
        case .es: "Español"
        case .en: "English"
        }
    }
}
