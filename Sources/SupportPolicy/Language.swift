/// The languages in which the desk speaks: Spanish (es-MX) first, English complete.
public enum Language: String, Sendable, Hashable, CaseIterable {
    case es, en
}

/// The same sentence in both languages.
public struct Said: Sendable, Hashable {
    public let es: String
    public let en: String

    public init(es: String, en: String) {
        self.es = es
        self.en = en
    }

    public func callAsFunction(in language: Language) -> String {
        switch language {
        case .es: es
        case .en: en
        }
    }
}
