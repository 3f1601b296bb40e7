# What is said first when somebody writes of danger or harm. The same for everybody; read it at eleven at night.

care-self-harm =
    I won't ask you to name that or explain it. It is a lot to be alone with, and I don't want you to be alone with it.

    I am a program. Nobody reads along here, so nobody knows yet and nobody is on the way. A person can do what I can't: come over, or stay on the phone with you. If you took something, or are hurt, or it is close, ring the first number below.
care-self-harm-end =
    You can ring and say nothing at first. It does not have to be bad enough, and nothing has to be solved tonight. If something is in reach that scares you, you can tell them that before anything else.

    Someone near who could sit with you counts too. If this is about someone close to you, they are there for that too.

care-violence =
    You didn't cause that, and it isn't yours to put right. Nobody gets to hurt you or frighten you, whatever came before it.

    I am a program. Nobody reads along here, so nobody is on the way. These people hear this every day. You can ring only to talk; nothing has to be decided first.
care-violence-end =
    A neighbour to whom you could text one word counts too. If this is about someone close to you, you can ring about them.

    If someone looks at this phone, you can delete these messages, yours and mine.

care-therapist-harm =
    That is not yours to repair. Touch, sex, threats, your money, your secrets: keeping that line was their part, all of it, whatever you felt for them and whatever you said or didn't say. You don't owe them another hour to talk it over.

    Somebody outside that room can hear it: another therapist, a doctor, a friend who listens. There is also whoever licenses or registers therapists where you live, their professional association, or the clinic they work for. You can ask them what can be done before you decide anything, and often without giving a name.

    I am a program, and nobody reads along here. I never tell a therapist anything.
care-therapist-harm-end =
    You don't have to be sure what it was. They listen to not being sure, too.

    For two weeks I ask you nothing about your therapist.

care-kept =
    What you wrote is kept for you, word for word. It is not in your week, not on a page, and I won't repeat it. /help_now brings people to call, at any time.
care-more =
    That is kept with it. I am still only a program; a person can answer you: /help_now
care-mine = It is in your week now, in your words.
undone-care = Taken back. It is gone from here.
button-care-numbers = more people to call
button-care-mine = keep it in my week
