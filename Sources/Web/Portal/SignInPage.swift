/// Asks who is there: clients and agents alike.
struct SignInPage: Page {
    let frame: PageFrame
    /// `email`, `password`, and a hidden `to` where the visitor wanted to go.
    let fields: [FormField]
    /// "El correo o la contraseña no son correctos." One sentence for every failure.
    var problem: String?

    var title: String { say(.signIn) }

    var body: HTML {
        """
        <h1>\(say(.signIn))</h1>
        \(problem.map { "<p class=\"flash problem\" role=\"alert\">\($0)</p>" as HTML })
        \(SmallForm(action: .session(frame.company.slug), fields: fields, submit: say(.signIn)).html(frame))
        <p>\(say(.noPassword)) <a href="\(Link.passwordLink(frame.company.slug))">\(say(.sendMeALink))</a></p>
        """
    }
}

/// Takes a first or a new password, from a link that was mailed.
struct SetPasswordPage: Page {
    let frame: PageFrame
    /// Whose password: shown, so that nobody sets another's.
    let email: String
    /// `password` and the hidden `token`.
    let fields: [FormField]

    var title: String { say(.setPassword) }

    var body: HTML {
        """
        <h1>\(say(.setPassword))</h1>
        <p>\(say(.passwordFor(email)))</p>
        \(SmallForm(action: .password(frame.company.slug), fields: fields, submit: say(.savePassword)).html(frame))
        """
    }
}
